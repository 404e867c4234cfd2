/** What to say of a file whose letters can't be told. */
export const ENCODING_PROBLEM =
  "expected a text in UTF-8: open the file in a text editor, save it with the encoding UTF-8, and try again";

/**
 * The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one. Null for anything else: read as
 * UTF-8 all the same, each of its umlauts would become a question mark in what customers get.
 */
export function decodeConfigFile(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
