/** Ids made of letters and digits. */
import { hash } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 24;

/**
 * Letters and digits from 32 bytes. 24 of them hold 142 of the 256 bits, so the bias of the remainder is below 2^-113.
 */
export function lettersAndDigits(bytes: Buffer, length = LENGTH): string {
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (let i = 0; i < length; i++) {
    text += ALPHABET[Number(rest % 62n)];
    rest /= 62n;
  }
  return text;
}

/** Always the same letters and digits for the same text. */
export const hashedId = (text: string, length = LENGTH): string =>
  lettersAndDigits(hash("sha256", text, "buffer"), length);
