/** Seals text so that only who has the key and names the same context opens it; see `adapters/cipher`. */
export type BodyCipher = {
  seal(text: string, context: readonly string[]): string;
  /** Null when the seal does not open. */
  open(sealed: string, context: readonly string[]): string | null;
};
