import { FOLDED_KEYWORD_UNITS } from "../config/reply-config";
import { findLinkSpans } from "./link-spans";

/** Folded keywords of one length that are searched for in the same way, as a hash table of chains. */
type Table = {
  length: number;
  /** `multiplier ** length`, modulo 2^32. */
  power: number;
  ids: number[];
  /** By bucket the first id plus one of its chain, 0 for none. */
  heads: Int32Array;
};

const WORDS = /[\p{L}\p{N}\p{M}]+/gu;

/** Odd, and known to nobody outside: whoever could foresee hashes could make keywords whose hashes are the same. */
const MULTIPLIER = (Math.floor(Math.random() * 2 ** 30) * 4 + 5) | 0;

/**
 * Finds which of many keywords stand in a text (both folded), with the method of Karp and Rabin: one hash of every
 * beginning of the text, from which that of any part follows at once, looked up among the keywords of its length. It
 * takes as many steps as the text has characters times the keywords have lengths, whoever wrote either: 200 rules of 50
 * keywords differ in 200 lengths.
 *
 * No automaton of Aho and Corasick, the usual tool: its tree of the longest list allowed has two million nodes, which
 * the packages at hand build in 1.4 s (modern-ahocorasick 3.3.0) or 10 s and 800 MB (@monyone/aho-corasick 1.1.11), for
 * each list anew, and both name each occurrence: 3.3 million where one keyword is the end of another.
 */
export class KeywordIndex {
  readonly #ids = new Map<string, number>();
  readonly #folded: string[] = [];
  readonly #hashes: number[] = [];
  readonly #plain = new Map<number, Table>();
  readonly #whole = new Map<number, Table>();
  #chains: Int32Array | null = null;

  /**
   * Its number in what `findIn` answers. `wholeWord`: neither end may cut through a run of letters, digits and marks. An
   * end that is no such character (`👍`, `?`) needs no boundary. Scripts that write no blanks between words (Thai,
   * Chinese) have few whole words: there the plain search is the right one.
   *
   * Null for what is never found: an empty keyword, which would stand in every text, and one that is too long.
   */
  add(folded: string, wholeWord: boolean): number | null {
    if (folded === "" || folded.length > FOLDED_KEYWORD_UNITS) return null;
    const key = `${wholeWord ? "w" : "p"}${folded}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#folded.length;
    this.#ids.set(key, id);
    this.#folded.push(folded);
    this.#hashes.push(hashOf(folded));
    const tables = wholeWord ? this.#whole : this.#plain;
    const table = tables.get(folded.length);
    if (table) table.ids.push(id);
    else tables.set(folded.length, { ...emptyTable(folded.length), ids: [id] });
    this.#chains = null;
    return id;
  }

  /** By number, 1 for each keyword that stands in the text. */
  findIn(text: string): Uint8Array {
    const found = new Uint8Array(this.#folded.length);
    this.searchIn(
      text,
      (id) => found[id] === 0,
      (id) => {
        found[id] = 1;
      },
    );
    return found;
  }

  /**
   * Tells what stands in the text, each keyword once, as long as it is wanted. `isWanted` is asked first: comparing a
   * keyword that stands at every place anew each time would cost its length.
   */
  searchIn(text: string, isWanted: (id: number) => boolean, tell: (id: number) => void): void {
    const chains = this.#chain();
    const prefixes = hashPrefixes(text);
    const visit: Visit = (first, hash, at) => {
      let told = 0;
      for (let next = first; next !== 0; next = chains[next] as number) {
        const id = next - 1;
        if (this.#hashes[id] !== hash || !isWanted(id) || !text.startsWith(this.#folded[id] as string, at)) continue;
        tell(id);
        told += 1;
      }
      return told;
    };
    for (const table of this.#plain.values()) search(table, prefixes, null, visit);
    if (this.#whole.size === 0) return;
    const gaps = findGaps(text);
    for (const table of this.#whole.values()) search(table, prefixes, gaps, visit);
  }

  /** By id plus one, the id plus one that follows in the same bucket. */
  #chain(): Int32Array {
    if (this.#chains) return this.#chains;
    const chains = new Int32Array(this.#folded.length + 1);
    for (const table of [...this.#plain.values(), ...this.#whole.values()]) {
      table.heads = new Int32Array(2 ** Math.ceil(Math.log2(table.ids.length * 8)));
      for (const id of table.ids) {
        const bucket = bucketOf(this.#hashes[id] ?? 0, table.heads.length - 1);
        chains[id + 1] = table.heads[bucket] ?? 0;
        table.heads[bucket] = id + 1;
      }
    }
    this.#chains = chains;
    return chains;
  }
}

/** Tells the keywords of a chain that have this hash and stand at this place; how many they were. */
type Visit = (first: number, hash: number, at: number) => number;

/** With gaps only from one to another. */
function search(table: Table, prefixes: Int32Array, gaps: Uint8Array | null, visit: Visit): void {
  const { length, power, heads } = table;
  const mask = heads.length - 1;
  let left = table.ids.length;
  for (let at = 0, end = length; left > 0 && end < prefixes.length; at += 1, end += 1) {
    if (gaps !== null && (gaps[at] === 0 || gaps[end] === 0)) continue;
    const hash = ((prefixes[end] as number) - Math.imul(prefixes[at] as number, power)) | 0;
    const first = heads[bucketOf(hash, mask)] as number;
    if (first !== 0) left -= visit(first, hash, at);
  }
}

function emptyTable(length: number): Table {
  let power = 1;
  for (let step = 0; step < length; step += 1) power = Math.imul(power, MULTIPLIER);
  return { length, power, ids: [], heads: new Int32Array(1) };
}

/** Stirred once more: of the hash of one character the upper bits are all the same. */
const bucketOf = (hash: number, mask: number): number => (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> 8) & mask;

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(at)) | 0;
  return hash;
}

function hashPrefixes(text: string): Int32Array {
  const prefixes = new Int32Array(text.length + 1);
  for (let at = 0; at < text.length; at += 1) {
    prefixes[at + 1] = Math.imul(prefixes[at] ?? 0, MULTIPLIER) + text.charCodeAt(at);
  }
  return prefixes;
}

/**
 * By place between characters, 0 to the text's length: 0 inside a run of letters, digits and marks, and inside a link or
 * a mail address, whose parts are no words of the customer's; else 1.
 */
function findGaps(text: string): Uint8Array {
  const gaps = new Uint8Array(text.length + 1).fill(1);
  for (const { index, 0: word } of text.matchAll(WORDS)) gaps.fill(0, index + 1, index + word.length);
  for (const { start, end } of findLinkSpans(text)) gaps.fill(0, start + 1, end);
  return gaps;
}
