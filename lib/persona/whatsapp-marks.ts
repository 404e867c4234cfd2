/**
 * Turns Markdown that models fall into to WhatsApp's marks (faq.whatsapp.com, "How to format your messages"): *bold*,
 * _italic_, ~strike~, ```code```. Links become their text and address, headings bold lines, bullets dashes.
 */
export function toWhatsappMarks(markdown: string): string {
  return openFences(markdown.replace(/\r\n?/g, "\n"))
    .replace(
      /!?\[([^\]\n]{0,300})\]\(([^)\s]{1,300})(?:[^\S\n][^)\n]{0,300})?\)/g,
      (_all, text: string, url: string) => (text === url || text === "" ? url : `${text}: ${url}`),
    )
    .replace(/^#{1,6}[ \t]+(.+)$/gm, (_all, line: string) => `**${titleOf(line).replaceAll("**", "")}**`)
    .replace(/^[ \t]*[*+][ \t]+/gm, "- ")
    .replace(/\*\*\*([^*\n]+)\*\*\*/g, "*_$1_*")
    .replace(/\*\*([^*\n]+)\*\*/g, "*$1*")
    .replace(/__([^_\n]+)__/g, "*$1*")
    .replace(/~~([^~\n]+)~~/g, "~$1~")
    .replace(/^>[ \t]?/gm, "")
    .replace(/^(?:-{3,}|\*{3,}|_{3,})$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/**
 * The text within code fences without them. Only up to the last fence that closes: behind it each opening one would be
 * followed to the end in vain.
 */
function openFences(text: string): string {
  let end = 0;
  for (const { index } of text.matchAll(/```$/gm)) end = index + 3;
  return text.slice(0, end).replace(/^```[a-z0-9]*\n([\s\S]*?)\n?```$/gim, "$1") + text.slice(end);
}

/** A heading without the number signs that may close it. */
function titleOf(line: string): string {
  let end = line.length;
  while (end > 1 && line[end - 1] === "#") end -= 1;
  while (end > 1 && (line[end - 1] === " " || line[end - 1] === "\t")) end -= 1;
  return line.slice(0, end);
}
