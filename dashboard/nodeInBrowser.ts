/** What the API's rules for customers import of Node, as far as a browser needs it. */

/** By the URL standard, as Node's. Empty for what is no domain. */
export function domainToASCII(domain: string): string {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return "";
  }
}

/** The rules hash nothing; other functions of their files do. */
const notHere = (): never => {
  throw new Error("Not in a browser");
};
export const hash = notHere;
export const createHmac = notHere;
export const randomBytes = notHere;
