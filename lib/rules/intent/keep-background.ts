import { type Background, createBackground, type PhraseVector } from "./automatic-rules";
import type { EmbeddingModel, IntentVector } from "./intent-vectors";
import { NOBODYS_LINES } from "./nobodys-lines";

/** Where the vectors of nobody's lines are kept, for all tenants. `earlier` as in `StoredPhrase`. */
export type BackgroundRecords = {
  load(earlier: EmbeddingModel | null): Promise<PhraseVector[]>;
  /** Of the model in force. A line that is there already stays as it is. */
  store(lines: readonly PhraseVector[]): Promise<void>;
  /** Whether any account has an automatic rule. */
  isWanted(): Promise<boolean>;
};

export type BackgroundPorts = {
  records: BackgroundRecords;
  /** One vector a text, in order, by the model in force. Throws UpstreamError. */
  embed(texts: readonly string[]): Promise<IntentVector[]>;
};

export type BackgroundKeeper = {
  /** What is kept; null while it is not whole. Asks no service: a customer may be waiting. */
  read: LoadBackground;
  /** What is kept of the model in force; what is missing is embedded first. Throws UpstreamError. */
  make(): Promise<Background | null>;
  /** Makes it if any account has an automatic rule. */
  makeIfWanted(): Promise<void>;
};

export type LoadBackground = (earlier: EmbeddingModel | null) => Promise<Background | null>;

/** Of the lines so many must be there: a release that brings a few others is no reason to rest till they are embedded. */
const SHARE_NEEDED = 0.9;

/** Whether so many of the shipped lines are enough to measure beside. */
export const isWholeBackground = (count: number): boolean => count >= NOBODYS_LINES.length * SHARE_NEEDED;

/** Keeps nobody's lines with their vectors: made once a model, read once a process. */
export function createBackgroundKeeper({ records, embed }: BackgroundPorts): BackgroundKeeper {
  const known = new Map<string, Background>();
  let isWhole = false;
  let making: Promise<Background | null> | null = null;

  const load = async (earlier: EmbeddingModel | null): Promise<PhraseVector[]> => {
    const shipped = new Set(NOBODYS_LINES);
    return (await records.load(earlier)).filter(({ phrase }) => shipped.has(phrase));
  };
  const read: LoadBackground = async (earlier) => {
    const key = `${earlier?.name ?? ""} ${earlier?.pooling ?? ""}`;
    const before = known.get(key);
    if (before) return before;
    const lines = await load(earlier);
    const background = isWholeBackground(lines.length) ? createBackground(lines) : null;
    if (background) known.set(key, background);
    return background;
  };
  const embedMissing = async (): Promise<Background | null> => {
    const there = new Set((await load(null)).map(({ phrase }) => phrase));
    const missing = NOBODYS_LINES.filter((line) => !there.has(line));
    const vectors = missing.length === 0 ? [] : await embed(missing);
    const made = missing.flatMap((phrase, at) => {
      const vector = vectors[at];
      return vector ? [{ phrase, vector }] : [];
    });
    if (made.length > 0) await records.store(made);
    isWhole = true;
    return read(null);
  };
  const make = (): Promise<Background | null> => {
    if (isWhole) return read(null);
    making ??= embedMissing().finally(() => {
      making = null;
    });
    return making;
  };
  return {
    read,
    make,
    async makeIfWanted() {
      if (!isWhole && (await records.isWanted())) await make();
    },
  };
}
