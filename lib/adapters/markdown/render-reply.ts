import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable } from "micromark-extension-gfm-table";
import type { RenderReply } from "@/lib/pipeline/answer/generate-reply";
import {
  type Block,
  findListedWords,
  markLines,
  type NodeOf,
  renderWords,
  type Surroundings,
  sourceOf,
} from "./render-words";

/** A line break that a table's cell may hold. */
const BREAK = "\ue000";

/**
 * What would eat words of a chat: indented lines, definitions and tags (`<Name>` is a gap to fill in). Tags that are
 * HTML's are read before.
 */
const NOT_IN_A_CHAT = { disable: { null: ["codeIndented", "definition", "htmlFlow", "htmlText"] } };

/**
 * WhatsApp's marks (faq.whatsapp.com, "How to format your messages"): *bold*, _italic_, ~strike~, `code`, `> ` before a
 * quote. Links become their text and address, headings bold lines, tables lines.
 */
export const toWhatsappMarks: RenderReply = (markdown, listed) => {
  const words = findListedWords(listed);
  const source = keepMarksFew(setBoldApart(words.hide(readTags(takeOutCitations(keepFlat(openLineBreaks(markdown)))))));
  const tree = fromMarkdown(source, {
    extensions: [gfmTable(), gfmStrikethrough({ singleTilde: false }), NOT_IN_A_CHAT],
    mdastExtensions: [gfmTableFromMarkdown(), gfmStrikethroughFromMarkdown()],
  });
  const text = renderBlocks(tree.children, { source, open: "", inItem: false }).replaceAll(BREAK, "\n");
  return words.show(
    text
      .replace(/(?<![^\S\n])[^\S\n]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim(),
  );
};

/** Models that were trained on JSON write line breaks as `\n`. */
function openLineBreaks(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/(?<!\\)(?:\\r)?\\n/g, "\n");
}

/** Nobody means a list in a list nine times over, and the parser's work on such a line grows with its square. */
function keepFlat(text: string): string {
  return text.replace(/^(?:[ \t]*(?:\d{1,9}[.)]|[-*+>])[ \t]){9}.*$/gm, (line) =>
    line.replace(/[.)>*+-](?=[ \t])/g, "\\$&"),
  );
}

/** More than any reply has that can be read, where each of its lines is a list's item with something bold in it. */
const MOST_MARKS = 200;

/** The parser holds each mark against those before it: past so many nobody means them, and they are shown as written. */
function keepMarksFew(text: string): string {
  const marks = text.match(/[*_~]+/g)?.length ?? 0;
  return marks <= MOST_MARKS ? text : text.replace(/(?<!\\)[*_~]/g, "\\$&");
}

/** Pointers to sources that only their maker can follow: 【4:0†source】, or what stands between letters of private use. */
function takeOutCitations(text: string): string {
  return text
    .replace(/ ?【[^【】\n]{0,80}†[^【】\n]{0,80}】/g, "")
    .replace(/ ?\ue200[^\ue200\ue201\n]{0,200}\ue201/g, "")
    .replace(/:contentReference\[oaicite:\d{1,4}\]\{index=\d{1,4}\}/g, "")
    .replace(/[\ue000-\uf8ff]/g, "");
}

/**
 * Markdown sees no marks where punctuation stands inside and a letter outside of them, as in `**Price:**5` or
 * `本店**“预约”**优惠`. Models write that all the same: a blank lets it be read, and WhatsApp show it.
 */
function setBoldApart(text: string): string {
  return text.replace(
    /(?<![*\\])(?<=([\p{L}\p{N}]?))\*\*([^\s*](?:[^*\n]{0,300}[^\s*])?)\*\*(?!\*)(?=([\p{L}\p{N}]?))/gu,
    (_all, before: string, words: string, after: string) =>
      `${before && /^\p{P}/u.test(words) ? " " : ""}**${words}**${after && /\p{P}$/u.test(words) ? " " : ""}`,
  );
}

const TAGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["b", "strong"].map((tag) => [tag, "**"])),
  ...Object.fromEntries(["i", "em"].map((tag) => [tag, "*"])),
  ...Object.fromEntries(["s", "del", "strike"].map((tag) => [tag, "~~"])),
  ...Object.fromEntries(["br", "p", "div", "ul", "ol", "tr", "h1", "h2", "h3", "h4"].map((tag) => [tag, BREAK])),
  ...Object.fromEntries(["u", "span", "font", "small", "sub", "sup", "mark", "code", "pre"].map((tag) => [tag, ""])),
  li: `${BREAK}- `,
  "/li": "",
};

function readTags(text: string): string {
  return text
    .replace(
      /<a\s[^<>]{0,100}?href=["']?([^"'\s<>]{1,300})["']?[^<>]{0,100}>([^<>]{0,300})<\/a>/gi,
      (_all, url: string, words: string) => `[${words}](${url})`,
    )
    .replace(/<(\/?)([a-z][a-z0-9]{0,5})(?:\s[^<>]{0,200})?\/?>/gi, (all, closes: string, name: string) => {
      const tag = name.toLowerCase();
      return TAGS[closes + tag] ?? TAGS[tag] ?? all;
    });
}

/** Blank lines stay where the model put them. */
function renderBlocks(nodes: readonly Block[], around: Surroundings): string {
  let text = "";
  let lastLine: number | undefined;
  for (const node of nodes) {
    const rendered = renderBlock(node, around);
    const block = around.inItem && node.type === "list" ? rendered.replace(/^/gm, "  ") : rendered;
    if (lastLine !== undefined) text += (node.position?.start.line ?? 0) - lastLine > 1 ? "\n\n" : "\n";
    text += block;
    lastLine = node.position?.end.line;
  }
  return text;
}

function renderBlock(node: Block, around: Surroundings): string {
  switch (node.type) {
    case "paragraph":
      return renderWords(node.children, around);
    case "heading": {
      const isLineBelow = node.depth === 2 && !sourceOf(node, around).startsWith("#");
      if (isLineBelow) return renderWords(node.children, around);
      return markLines(renderWords(node.children, { ...around, open: `${around.open}*` }), "*");
    }
    case "list":
      return renderList(node, around);
    case "blockquote":
      return renderBlocks(node.children, around).replace(/^/gm, "> ");
    case "code": {
      // What stands behind a fence is a language's name, or words that were not meant to be hidden.
      const isFenced = node.value !== "" && /^```[a-z]*\n/i.test(sourceOf(node, around));
      return isFenced ? node.value : sourceOf(node, around);
    }
    case "table":
      return renderTable(node, around);
    case "thematicBreak": {
      const written = sourceOf(node, around);
      return written.startsWith("_") ? written : "";
    }
    default:
      return sourceOf(node, around);
  }
}

function renderList(list: NodeOf<"list">, around: Surroundings): string {
  return list.children.map((item) => renderItem(item, around)).join("\n");
}

/** With its own number, which may be part of an address; a plus before a number is no bullet. */
function renderItem(item: NodeOf<"listItem">, around: Surroundings): string {
  const written = sourceOf(item, around);
  const bullet = /^\d{1,9}[.)]|^\+(?= *\d)/.exec(written)?.[0] ?? "-";
  return `${bullet} ${renderBlocks(item.children, { ...around, inItem: true })}`;
}

/** A line for each row; the first one bold. */
function renderTable(table: NodeOf<"table">, around: Surroundings): string {
  const rows = table.children.map((row, at) =>
    row.children
      .map((cell) => renderWords(cell.children, at === 0 ? { ...around, open: `${around.open}*` } : around))
      .map((cell) => cell.replaceAll(BREAK, " ").trim())
      .filter((cell) => cell !== "")
      .join(" · "),
  );
  const [head = "", ...body] = rows;
  return [markLines(head, "*"), ...body].filter((row) => row !== "").join("\n");
}
