/** Links and phone numbers that a text holds, each in a form in which the same one looks the same. */
export type ContactTraces = { links: string[]; phones: string[] };

/** Seven digits are the shortest number that somebody could be lured to call. */
const PHONE = /(?<![\p{L}\p{N}])\+?\(?\d(?:[\s().\-–/]{0,2}\d){6,17}(?![\p{L}\p{N}])/gu;

/** With or without a scheme; a bare name counts when it ends like a domain. */
const LINK =
  /(?:https?:\/\/|www\.)[^\s<>"']+|(?<![\p{L}\p{N}])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)(?:\/[^\s<>"']*)?(?![\p{L}\p{N}])/giu;

/** Dates and times are made of digits too: 2026-11-22, 22.11.2026, 10:00. */
const DATE = /^\D*(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})\D*$/;

export function findContactTraces(text: string): ContactTraces {
  const plain = unmask(text);
  const links = [...plain.matchAll(LINK)].map(([link]) => normaliseLink(link)).filter((link) => link.includes("."));
  const phones = [...plain.matchAll(PHONE)]
    .filter(([number]) => !DATE.test(number))
    .map(([number]) => number.replace(/\D/g, ""));
  return { links, phones };
}

/** What a model may be talked into writing so that a filter looks past it: wide digits, hidden characters, "[dot]". */
function unmask(text: string): string {
  return (
    text
      .normalize("NFKC")
      .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
      .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
      .replace(/\s*[[({<]\s*(?:dot|punkt|punto|point|\.)\s*[\])}>]\s*/gi, ".")
      .replace(/(?<=[\p{L}\p{N}])\s+(?:dot|punkt|punto)\s+(?=[a-z]{2,24}\b)/giu, ".")
      // "Point" is an everyday word in English too: only before what is a domain's end and no word there.
      .replace(/(?<=[\p{L}\p{N}])\s+point\s+(?=(?:com|net|org|info|biz|fr|io|eu|xyz|example)\b)/giu, ".")
  );
}

/** Decimal digits of every script stand in runs of ten that begin at their zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 48;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}

function normaliseLink(link: string): string {
  return link
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/^www\./, "")
    .replace(/[.,;:!?)\]}'"*_~]+$/, "")
    .replace(/\/$/, "");
}
