import { readFlag, readJsonObject } from "@/lib/safety/read-json-answer";
import { stripThoughts } from "@/lib/safety/strip-thoughts";
import { tidyDraft } from "./tidy-draft";

/** What a model answered: the words for the customer, and whether it wants a person to take over. */
export type ReplyAnswer = { reply: string; handoff: boolean };

/** What models call the field of the reply, the first that is there. */
const REPLY_FIELDS = ["reply", "answer", "response", "message", "text", "content"] as const;
const HANDOFF_FIELDS = ["handoff", "handover", "human"] as const;

/** A line behind a reply that was not written as JSON. */
const HANDOFF_LINE =
  /(?:^|\n)[*_"'`\s([]{0,5}hand[-_ ]?(?:off|over)["'`*_]{0,3}\s?[:=][*_"'`\s]{0,5}(true|false|yes|no)\b[^\n]{0,5}\s*$/i;

/**
 * Reads `{"reply": …, "handoff": …}` out of a model's answer, whatever stands around it. Words that are no JSON are the
 * reply, and nobody is handed over; so is JSON that can't be read, whose debris a guard then stops. Never throws; the
 * reply is at most as long as the answer.
 */
export function readReplyAnswer(answer: string): ReplyAnswer {
  const text = stripThoughts(answer);
  const found = readJsonObject(text);
  if (found === null) return readWords(text);
  const { fields, around } = found;
  const handoff = HANDOFF_FIELDS.some((name) => readFlag(fields[name]) === true);
  const field = REPLY_FIELDS.find((name) => typeof fields[name] === "string");
  if (field !== undefined) return { reply: readInner(String(fields[field])), handoff };
  // A model that writes its reply first and only the flag as JSON.
  if (HANDOFF_FIELDS.some((name) => name in fields)) return { reply: tidyDraft(unfence(around)), handoff };
  return readWords(text);
}

function readWords(text: string): ReplyAnswer {
  const line = HANDOFF_LINE.exec(text);
  if (line === null) return { reply: tidyDraft(text), handoff: false };
  return { reply: tidyDraft(text.slice(0, line.index)), handoff: readFlag(line[1]) === true };
}

/** The reply may itself have been written as JSON, with its line breaks as two characters. */
function readInner(reply: string): string {
  const inner = reply.trim().startsWith("{") ? readJsonObject(reply)?.fields : undefined;
  const field = REPLY_FIELDS.find((name) => typeof inner?.[name] === "string");
  return tidyDraft((field === undefined ? reply : String(inner?.[field])).replaceAll("\\n", "\n"));
}

const unfence = (text: string): string => text.replace(/```[a-z]*/gi, "").trim();
