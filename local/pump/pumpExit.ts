/** The pump's exit code that says: starting again would not help. */
export const FINAL_EXIT_CODE = 2;
