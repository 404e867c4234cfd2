/**
 * Turns Markdown that models fall into to WhatsApp's marks (faq.whatsapp.com, "How to format your messages"): *bold*,
 * _italic_, ~strike~, ```code```. Links become their text and address, headings bold lines, bullets dashes.
 */
export function toWhatsappMarks(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, "\n")
    .replace(/^```[a-z0-9]*\n([\s\S]*?)\n?```$/gim, "$1")
    .replace(/!?\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)/g, (_all, text: string, url: string) =>
      text === url || text === "" ? url : `${text}: ${url}`,
    )
    .replace(/^#{1,6}[ \t]+(.+?)[ \t]*#*$/gm, (_all, title: string) => `**${title.replaceAll("**", "")}**`)
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
