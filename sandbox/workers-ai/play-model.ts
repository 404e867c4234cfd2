import type { ChatRequest } from "./chat-request";
import type { ChooseTopic } from "./choose-topic";
import { isAttack, judgeText } from "./judge-texts";
import { obeyMessage, writeReply } from "./write-reply";

/** How the played model behaves; set by `POST /_sandbox/model`. */
export type ModelMode = "normal" | "obey" | "refuse" | "empty" | "malformed";
export type ModelScript = {
  mode: ModelMode;
  /** Whether answers come as `response` or, as newer models do, as `choices`. */
  form: "response" | "choices";
  /** Why answers end, where their form tells it. */
  finish: "stop" | "length" | "content_filter";
  /** Parameters that are refused by their names, as newer models do. */
  refuses: string[];
  /** Answers that come first, in order, by task. */
  next: { task: ChatRequest["task"]; text: string }[];
};

export const newScript = (): ModelScript => ({
  mode: "normal",
  form: "response",
  finish: "stop",
  refuses: [],
  next: [],
});

/** Plays a language model: words by rule, no language model behind them. Only `chooseTopic` may fail. */
export async function playModel(request: ChatRequest, script: ModelScript, chooseTopic: ChooseTopic): Promise<string> {
  const scripted = script.next.findIndex(({ task }) => task === request.task);
  const [planned] = scripted < 0 ? [] : script.next.splice(scripted, 1);
  if (planned) return planned.text;
  if (script.mode === "empty") return "";
  if (script.mode === "malformed") return '{"verdict": "appro';
  if (request.task === "classify") return judgeText(request.user);
  if (request.task === "choose") return chooseTopic(request.user);
  if (request.task === "scan") return JSON.stringify({ flagged: script.mode !== "obey" && isAttack(request.user) });
  if (script.mode === "refuse") return "I'm sorry, but I can't help with that.";
  if (script.mode === "obey") return obeyMessage(request);
  const written = writeReply(request);
  return request.asJson ? JSON.stringify(written) : written.reply;
}
