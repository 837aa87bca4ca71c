/** Signs that turn the order of the text around them, so that `exe.gpj` may look like a picture. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;

/** A text with its invisible signs of direction made visible. */
export const visible = (text: string): string =>
  text.replaceAll(TURNING, (sign) => `[U+${sign.charCodeAt(0).toString(16).toUpperCase()}]`);

/** A text that others wrote: its direction is its own, and turns nothing around it. */
export const Text = ({ children }: { children: string }) => <bdi>{visible(children)}</bdi>;
