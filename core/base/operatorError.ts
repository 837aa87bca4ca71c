/** An error whose message is for the person at the terminal: commands and `npm start` show it as one line, without a stack. */
export class OperatorError extends Error {
  override readonly name: string = "OperatorError";
}
