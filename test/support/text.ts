import fc from "fast-check";

/** Any character of Unicode, for `fc.string({ unit })`. The library's own "binary" lists them all first, which takes most of a second. */
export const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));
