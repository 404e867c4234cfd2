import type { fromMarkdown } from "mdast-util-from-markdown";

export type Block = ReturnType<typeof fromMarkdown>["children"][number];
export type Words = Extract<Block, { type: "paragraph" }>["children"];

/** A node by its name in mdast (github.com/syntax-tree/mdast). */
export type NodeOf<Type extends Block["type"]> = Extract<Block, { type: Type }>;

/** One letter of the private use area stands for one word, so that no parser takes its signs for marks. */
const FIRST = 0xe100;
const MOST = 1_000;

/** A word as far as it can be an address or a code: brackets and quotes stand around such a one. */
const WORD = /[^\s<>"'`()[\]{}|]+/g;
const BEFORE = "*~_";
const BEHIND = "*~.,;:!?_";
const ADDRESS = /:\/\/|@|^www\.|[\p{L}\p{N}]\.\p{L}[^\s/]{0,60}\//iu;

/** True for a word that is, or may be a part of, a link, a mail address or a handle. */
const isAddress = (word: string): boolean => ADDRESS.test(word) || /[\ue100-\ue4ff]/.test(word);

/** Puts letters in place of the listed words that hold marks, and words in place of the letters. */
export type ListedWords = { hide(text: string): string; show(text: string): string };

/** Reads the words of `listed` in which Markdown would see marks: `my__great__salon`, `?a=1&copy;b=2`, `A*B*C`. */
export function findListedWords(listed: string): ListedWords {
  const words = new Map<string, string>();
  for (const [word] of listed.matchAll(WORD)) {
    const bare = bareWord(word);
    if (words.size < MOST && /[\p{L}\p{N}]/u.test(bare) && (isAddress(bare) ? /[*_~&]/ : /[*_~]/).test(bare)) {
      if (!words.has(bare)) words.set(bare, String.fromCharCode(FIRST + words.size));
    }
  }
  const letters = new Map([...words].map(([word, letter]) => [letter, word]));
  const longestFirst = [...words.keys()].toSorted((one, other) => other.length - one.length).map(escapePattern);
  // With no word of them the pattern matches nothing.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|") || "(?!)"})(?![\\p{L}\\p{N}])`, "gu");
  return {
    hide: (text) => text.replace(pattern, (word) => words.get(word) ?? word),
    show: (text) => text.replace(/[\ue100-\ue4ff]/g, (letter) => letters.get(letter) ?? ""),
  };
}

const escapePattern = (word: string): string => word.replace(/[$()*+./?[\\\]^{|}]/g, "\\$&");

/** Without the marks around it. An underscore may be a part of an address; a star or a sentence's end hardly. */
function bareWord(word: string): string {
  const [before, behind] = ADDRESS.test(word) ? [BEFORE.slice(0, -1), BEHIND.slice(0, -1)] : [BEFORE, BEHIND];
  let start = 0;
  while (before.includes(word[start] ?? " ")) start += 1;
  let end = word.length;
  while (end > start && behind.includes(word[end - 1] ?? " ")) end -= 1;
  return word.slice(start, end);
}

type Marked = NodeOf<"strong" | "emphasis" | "delete">;

/** Where a piece stands: the whole source, the marks that are open around it, and whether it is part of a list's item. */
export type Surroundings = { source: string; open: string; inItem: boolean };

/** Characters before or behind a mark that are looked at: no address is longer. */
const NEAR = 300;

/** A mark of WhatsApp's counts beside blanks and punctuation only. */
const MARK_MAY_FOLLOW = /^$|[\s\p{Ps}\p{Pi}"'¿¡*_~|—–:]$/u;
const MARK_MAY_PRECEDE = /^$|^[\s\p{Pe}\p{Pf}"'.,;:!?…*_~|—–]/u;
/** Between underscores stands what could be said by itself, and no bracket's end or slash: that is a form's gap. */
const SAYING = /^[\p{L}\p{N}\p{S}\p{Ps}\p{Pi}\p{Co}¿¡*~]/u;

export function renderWords(nodes: Words, around: Surroundings): string {
  return nodes.map((node) => renderWord(node, around)).join("");
}

function renderWord(node: Words[number], around: Surroundings): string {
  switch (node.type) {
    case "text":
      return node.value;
    case "break":
      return "\n";
    case "strong":
    case "emphasis":
    case "delete":
      return renderMarked(node, around);
    case "inlineCode":
      return /[*_~]/.test(node.value) && !isAddress(node.value) ? `\`${node.value}\`` : node.value;
    case "link":
      return renderLink(node, around);
    case "image":
      return joinLink(node.alt ?? "", node.url);
    default:
      return sourceOf(node, around);
  }
}

/** As it was written. */
export function sourceOf(node: { position?: Block["position"] }, { source }: Surroundings): string {
  return source.slice(node.position?.start.offset, node.position?.end.offset);
}

function renderMarked(node: Marked, around: Surroundings): string {
  const { source, open } = around;
  const start = node.position?.start.offset ?? 0;
  const end = node.position?.end.offset ?? source.length;
  const before =
    source
      .slice(Math.max(0, start - NEAR), start)
      .split(/\s/)
      .at(-1) ?? "";
  const after = source.slice(end, end + NEAR).split(/\s/, 1)[0] ?? "";
  const sign = source[start] ?? "*";
  const mark = markOf(node, sign, open);
  const text = renderWords(node.children, { ...around, open: open + mark });
  if (isVerbatim(sign, before, text, after, source.slice(start, end))) return sourceOf(node, around);
  const mayStand = MARK_MAY_FOLLOW.test(before) && MARK_MAY_PRECEDE.test(after);
  return mayStand && !open.includes(mark) ? markLines(text, mark) : text;
}

/** WhatsApp's bold is Markdown's slant: one star is left as it is, since models that know WhatsApp write it so. */
function markOf(node: Marked, sign: string, open: string): string {
  if (node.type === "delete") return "~";
  if (node.type === "strong") return "*";
  return sign === "_" || open.includes("*") || node.children[0]?.type === "strong" ? "_" : "*";
}

/** Signs that are no marks: a part of an address or handle, a multiplication, or a form's gap. */
function isVerbatim(sign: string, before: string, text: string, after: string, source: string): boolean {
  if (isAddress(before) || /^[#@]/.test(before)) return true;
  if (sign === "_") {
    const isApart = MARK_MAY_FOLLOW.test(before) && MARK_MAY_PRECEDE.test(after);
    return !isApart || source.startsWith("___") || !SAYING.test(text);
  }
  return source[1] !== sign && /[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after);
}

/**
 * A mark around each line, for WhatsApp ends it with the line. None where it would not be seen as one, or would be taken
 * for the end of an address.
 */
export function markLines(text: string, mark: string): string {
  return text
    .split("\n")
    .map((line) => {
      const words = line.trim();
      if (words === "" || words.includes(mark) || words.split(/\s+/).some(isAddress)) return line;
      return `${mark}${words}${mark}`;
    })
    .join("\n");
}

/** Text and address; only the address where both are the same, and what was written where it is none. */
function renderLink(node: NodeOf<"link">, around: Surroundings): string {
  const written = sourceOf(node, around);
  if (written.startsWith("<")) return written.slice(1, -1);
  return /[.:]|[\ue100-\ue4ff]/.test(node.url) ? joinLink(renderWords(node.children, around), node.url) : written;
}

function joinLink(text: string, url: string): string {
  const address = url.replace(/^(?:mailto|tel):/i, "");
  const plain = (link: string): string => link.replace(/^https?:\/\/(?:www\.)?|\/$/gi, "").toLowerCase();
  if (text === "" || plain(text) === plain(address)) return address;
  const isSameNumber = /^tel:/i.test(url) && text.replace(/\D/g, "").length >= 5;
  return isSameNumber ? text : `${text}: ${address}`;
}
