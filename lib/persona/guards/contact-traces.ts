import { digitValue, thinMarks } from "@/lib/core/unicode";
import { DOMAIN_ENDINGS } from "./domain-endings";

/** Part of a domain's name: letters and marks of any script, digits, and pictures, which are registered too. */
const SIGN = "\\p{L}\\p{M}\\p{N}\\p{Extended_Pictographic}\\p{Emoji_Modifier}";

/** So many names at most: of a longer row the end is found, and none is walked from each of its names to the end. */
const HOST = new RegExp(
  `(?<![${SIGN}])(?:[${SIGN}][${SIGN}-]{0,62}\\.){1,20}(?:xn--[a-z0-9-]+|\\p{L}[\\p{L}\\p{M}]{1,23})(?![${SIGN}])`,
  "giu",
);

/**
 * Whatever has a scheme is a link, with or without a dot: http://localhost, tg://resolve. Lengths are bounded, here and
 * below, because each letter may be the beginning of a scheme and each name in a path that of a link.
 */
const SCHEME = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s<>"']{0,300}/giu;

const PATH = /(?::\d{1,5})?[/?#][^\s<>"']{0,300}/uy;

/** Ends of domains that no sentence begins with; what else begins one stands in WIDE_ENDS. */
const TIGHT_ENDS = "com|net|org|biz|xyz|io|ru|cn|uk|dev|eu|ly|gg|ws|la";
const WIDE_ENDS = `${TIGHT_ENDS}|info|shop|app|co|de|fr|es|in|it|me|us|tv|cc|ch|at|nl|pl|br|jp|site|online|store|top|link|click|live|club|vip|pro|example|рф|中国`;

/** Lengths as RFC 5321 bounds them, so that no text is walked through again and again. */
const EMAIL = new RegExp(
  `(?<![${SIGN}.+_-])(?:mailto:)?([${SIGN}.+_-]{1,64}@(?:[${SIGN}][${SIGN}-]{0,62}\\.){1,10}[${SIGN}-]{2,24})(?![${SIGN}])`,
  "giu",
);

/** The e-mail addresses of an unmasked text, and the text without them: an address allows itself, and not its domain. */
export function takeEmails(text: string): { emails: string[]; rest: string } {
  const emails: string[] = [];
  const rest = text.replace(EMAIL, (_all, email: string) => {
    emails.push(email.toLowerCase());
    return " @ ";
  });
  return { emails, rest };
}

/**
 * The links of an unmasked text, each in a form in which the same one looks the same. Names within another link's path
 * are links of their own: a chat app may end the first one earlier.
 */
export function findLinks(text: string): string[] {
  const hosts = [...text.matchAll(HOST)].flatMap(({ index, 0: host }) => {
    PATH.lastIndex = index + host.length;
    const path = PATH.exec(text)?.[0] ?? "";
    return isHost(host, path) ? [host + path] : [];
  });
  return [...hosts, ...(text.match(SCHEME) ?? [])].map(normaliseLink);
}

/** Words that begin sentences and end domains: "…until six.So come by" lacks a blank. */
const SENTENCE_WORDS: ReadonlySet<string> = new Set(
  "As At Be Do Es Et Im In Is It La Me My No Se Si So To Us".split(" "),
);

/** A chat app makes links of what ends like a domain, and of nothing else. */
function isHost(host: string, path: string): boolean {
  const names = host.split(".");
  const end = names.at(-1) ?? "";
  if (!end.toLowerCase().startsWith("xn--") && !DOMAIN_ENDINGS.has(end.toLowerCase())) return false;
  return !(names.length === 2 && path === "" && SENTENCE_WORDS.has(end));
}

/** What a model may be talked into writing so that a filter looks past it: wide digits, hidden characters, "[dot]". */
export function unmask(text: string): string {
  return (
    thinMarks(text)
      .normalize("NFKC")
      // U+20E3 makes a keycap of the digit before it.
      .replace(/\p{Default_Ignorable_Code_Point}|\u20e3/gu, "")
      .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
      .replace(/(?:(?<!\s)\s+)?[[({<]\s*(?:dot|punkt|punto|point|\.)\s*[\])}>]\s*/gi, ".")
      .replace(/(?<=[\p{L}\p{N}])\s+(?:dot|punkt|punto)\s+(?=[a-z]{2,24}\b)/giu, ".")
      // "Point" is an everyday word in English too: only before what is a domain's end and no word there.
      .replace(/(?<=[\p{L}\p{N}])\s+point\s+(?=(?:com|net|org|info|biz|fr|io|eu|xyz|example)\b)/giu, ".")
      // A blank before a dot, or an ideographic full stop, ends no sentence of a Latin script.
      .replace(
        new RegExp(`(?:(?<!\\s)\\s+\\.\\s*|(?:(?<!\\s)\\s+)?。\\s*)(?=(?:${WIDE_ENDS})(?![${SIGN}]))`, "giu"),
        ".",
      )
      // A sentence may begin with "Com" (Portuguese for "with"), not with "com".
      .replace(new RegExp(`\\.\\s+(${TIGHT_ENDS})(?![${SIGN}])`, "giu"), (all, end: string) =>
        end === end.toLowerCase() || end === end.toUpperCase() ? `.${end}` : all,
      )
  );
}

function normaliseLink(link: string): string {
  return link
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/^www\./, "")
    .replace(/[.,;:!?)\]}'"*_~]+$/, "")
    .replace(/\/$/, "");
}
