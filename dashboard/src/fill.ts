/** A text with its `{names}` replaced by values. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_match, name: string) => String(values[name] ?? ""));
