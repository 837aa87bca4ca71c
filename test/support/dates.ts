const A_DAY_MS = 86_400_000;

/** `2026-02-28` of `2026-03-01`. */
export const dayBefore = (date: string): string => new Date(Date.parse(date) - A_DAY_MS).toISOString().slice(0, 10);
