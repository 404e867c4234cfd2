import type { ChatRequest } from "./chat-request";

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

const ATTACK =
  /ignore (all |any |your |the |previous |prior )*(rules|instructions|prompt)|system prompt|your (instructions|rules|prompt)|you are now|developer mode|jailbreak|act as|ignor\w* (alle|deine)|olvida|ignora (las|todas)|oublie|ignore[sz]? (toutes|tes|vos)|आदेश.*भूल/iu;
const FORBIDDEN =
  /pretend to be (a )?(human|person|bank)|card number|password|general[- ]purpose|any topic|insult|threaten|ignore (your|the|all)|casino|weapon|drugs?\b|medical advice/iu;

const WANTS_HUMAN =
  /\b(?:human|real person|speak to (?:a|some|the)|talk to (?:a|some|the)|manager|mensch|mitarbeiter|persona real|humano|vraie personne|humain|persona vera|umano|pessoa|medewerker)/i;

/** Plays a language model: words by rule, no model behind them. */
export function playModel(request: ChatRequest, script: ModelScript): string {
  const scripted = script.next.findIndex(({ task }) => task === request.task);
  const [planned] = scripted < 0 ? [] : script.next.splice(scripted, 1);
  if (planned) return planned.text;
  if (script.mode === "empty") return "";
  if (script.mode === "malformed") return '{"verdict": "appro';
  if (request.task === "classify") return classify(request.user);
  if (request.task === "scan") return JSON.stringify({ flagged: script.mode !== "obey" && ATTACK.test(request.user) });
  if (script.mode === "refuse") return "I'm sorry, but I can't help with that.";
  if (script.mode === "obey") return obey(request);
  const written = reply(request);
  return request.asJson
    ? JSON.stringify({ reply: written, handoff: WANTS_HUMAN.test(fenced(request.user)[1] ?? "") })
    : written;
}

function classify(text: string): string {
  const found = FORBIDDEN.exec(text)?.[0];
  if (!found) return JSON.stringify({ verdict: "approved" });
  return JSON.stringify({ verdict: "rejected", reason: `Take out "${found}": the assistant must not do that.` });
}

/** Says what it is: nobody should take the sandbox for the product's real voice. */
function reply({ system, user }: ChatRequest): string {
  const business = /You answer for (.{1,80}?)\.?$/m.exec(system)?.[1] ?? "us";
  const [name = ""] = fenced(user);
  const hello = name === "" ? "Hi!" : `Hi ${name}!`;
  return `${hello} Thanks for writing to ${business}. Someone will confirm shortly. (Sandbox: a stand-in wrote this, not an AI.)`;
}

/** The worst model: does what the message says, gives away its instructions, and doesn't stop. */
function obey({ system, user }: ChatRequest): string {
  const [, message = ""] = fenced(user);
  const told = /long|essay|\b\d{4,}\b words|lang|largo|longue/i.test(message)
    ? "and on and on it goes ".repeat(120)
    : "";
  const leak = /prompt|instruction|rules|system|anweisung|instruc|consigne|regel|नियम/i.test(message) ? system : "";
  return `${message} ${leak} ${told}`.trim();
}

/** What stands between the marks of a user message, in order. */
function fenced(user: string): string[] {
  return [...user.matchAll(/<([^>\s]{8,})>\s*([\s\S]*?)\s*<\/\1>/g)].map((match) => match[2] ?? "");
}
