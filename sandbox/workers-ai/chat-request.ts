/** What of a chat request the stand-in looks at. */
export type ChatRequest = {
  system: string;
  user: string;
  task: "generate" | "scan" | "classify" | "choose";
  /** Whether the answer was asked for as JSON of a schema (`response_format`). */
  asJson: boolean;
};

/** Reads `messages`, whose content is a text or a list of text parts; null when there are none. */
export function readChatRequest(body: unknown): ChatRequest | null {
  const messages = typeof body === "object" && body !== null && "messages" in body ? body.messages : null;
  if (!Array.isArray(messages) || messages.length === 0) return null;
  const of = (role: string): string =>
    messages
      .filter(
        (message: unknown) =>
          typeof message === "object" && message !== null && "role" in message && message.role === role,
      )
      .map((message: { content?: unknown }) => contentText(message.content))
      .join("\n");
  const system = of("system");
  const format = "response_format" in (body as object) ? (body as { response_format?: unknown }).response_format : null;
  const asJson = typeof format === "object" && format !== null && "type" in format && format.type === "json_schema";
  return { system, user: of("user"), task: taskOf(system), asJson };
}

function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: unknown }) => (typeof part?.text === "string" ? part.text : "")).join("");
}

/** Known by the JSON that the system message asks for. */
function taskOf(system: string): ChatRequest["task"] {
  if (system.includes('"flagged"')) return "scan";
  if (system.includes('"topic"')) return "choose";
  return system.includes('"verdict"') ? "classify" : "generate";
}
