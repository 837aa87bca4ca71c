/** The unit of cold starts: a function that does nothing. */
export const handler = async (): Promise<object> => ({ statusCode: 204 });
