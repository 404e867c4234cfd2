/**
 * `npm run bench:meaning [-- --development]`: how well rules by meaning choose, on bench/meaning/measured.txt, by which no
 * number of the product was chosen; `--development` on the lines by which they were. With the encoder of the sandbox, and
 * where CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN are set with the Workers AI model of EMBEDDING_MODEL too.
 *
 * precision: of an intent's messages that a rule answered, those that the right one did · of all: the same, counting the
 * answers to what is nobody's as wrong · coverage: an intent's messages that were answered rightly · kept out: of what is
 * nobody's, what no rule took · accuracy: right decisions of all.
 */

import { parseArgs } from "node:util";
import { detectLanguage } from "../lib/adapters/language/detect-language";
import { createEmbedTexts } from "../lib/adapters/workers-ai/embed-texts";
import { languageGate } from "../lib/pipeline/answer/match-turn";
import type { PhraseVector } from "../lib/rules/intent/automatic-rules";
import type { IntentVector } from "../lib/rules/intent/intent-vectors";
import { NOBODYS_LINES } from "../lib/rules/intent/nobodys-lines";
import { CANDIDATES, type Chooser, type MeasuredRule } from "./meaning/candidates";
import { encodeTexts } from "./meaning/encode-texts";
import { type LineSet, readLineSet } from "./meaning/read-line-set";

const { values } = parseArgs({ options: { development: { type: "boolean", default: false } } });
const set = readLineSet(values.development ? "development" : "measured");

type Embed = (texts: readonly string[]) => Promise<(IntentVector | null)[]>;

async function printTable(model: string, embed: Embed): Promise<void> {
  const texts = [...new Set([...NOBODYS_LINES, ...textsOf(set)])];
  const made = await embed(texts);
  const vectors = new Map(texts.map((text, at) => [text, made[at]]));
  const withVector = (phrase: string): PhraseVector[] => {
    const vector = vectors.get(phrase);
    return vector ? [{ phrase, vector }] : [];
  };
  const nobodys = NOBODYS_LINES.flatMap(withVector);
  console.log(`\n${model}, ${values.development ? "development" : "measured"} lines`);
  console.log(
    `${"".padEnd(44)}${[4, 12].flatMap((count) => HEADS.map((head) => `${count}: ${head}`.padStart(14))).join("")}`,
  );
  for (const { name, build } of CANDIDATES) {
    for (const order of ["best", "first match"] as const) {
      for (const examples of [true, false]) {
        const cells = [4, 12].flatMap((size) => {
          const counts = { ours: 0, answered: 0, right: 0, others: 0, keptOut: 0 };
          for (const group of groupsOf(set, size)) {
            const rules = group.map(({ description, examples: given }): MeasuredRule => {
              return { phrases: [description, ...(examples ? given : [])].flatMap(withVector) };
            });
            countGroup(counts, build(rules, nobodys), group, order, withVector);
          }
          const { ours, answered, right, others, keptOut } = counts;
          const shares = [
            right / answered,
            right / (answered + others - keptOut),
            right / ours,
            keptOut / others,
            (right + keptOut) / (ours + others),
          ];
          return shares.map((share) => `${(share * 100).toFixed(1)} %`.padStart(14));
        });
        const row = `${name}, ${order}${examples ? "" : ", no examples"}`;
        console.log(row.padEnd(44) + cells.join(""));
      }
    }
  }
}

const HEADS = ["precision", "of all", "coverage", "kept out", "accuracy"];

type Counts = { ours: number; answered: number; right: number; others: number; keptOut: number };

function countGroup(
  counts: Counts,
  choose: Chooser,
  group: LineSet["intents"],
  order: "best" | "first match",
  withVector: (text: string) => PhraseVector[],
): void {
  const winner = (text: string): number => {
    // As the pipeline does: what is plainly of another language is not measured.
    const [message] = languageGate(text, detectLanguage) === "open" ? withVector(text) : [];
    if (!message) return -1;
    const over = choose(message);
    if (order === "first match") return over.findIndex((one) => one >= 0);
    const best = Math.max(...over);
    return best >= 0 ? over.indexOf(best) : -1;
  };
  for (const [place, { messages }] of group.entries()) {
    for (const text of messages) {
      const won = winner(text);
      counts.ours += 1;
      if (won >= 0) counts.answered += 1;
      if (won === place) counts.right += 1;
    }
  }
  for (const text of set.nobodys) {
    counts.others += 1;
    if (winner(text) < 0) counts.keptOut += 1;
  }
}

/** Every intent in three groups of each size below all, so that no choice of neighbours decides. */
function groupsOf({ intents }: LineSet, size: number): LineSet["intents"][] {
  if (size >= intents.length) return [intents];
  const steps = [1, 5, 7];
  return steps.flatMap((step) => {
    const shuffled = intents.map((_, at) => intents[(at * step) % intents.length]).flatMap((intent) => intent ?? []);
    return Array.from({ length: Math.floor(shuffled.length / size) }, (_, at) =>
      shuffled.slice(at * size, (at + 1) * size),
    );
  });
}

function textsOf({ intents, nobodys }: LineSet): string[] {
  return [
    ...intents.flatMap(({ description, examples, messages }) => [description, ...examples, ...messages]),
    ...nobodys,
  ];
}

await printTable("the sandbox's encoder", encodeTexts);

const { CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_TOKEN: token, EMBEDDING_MODEL } = process.env;
if (accountId && token) {
  const name = EMBEDDING_MODEL ?? "@cf/baai/bge-base-en-v1.5";
  const baseUrl = process.env.CLOUDFLARE_BASE_URL ?? "https://api.cloudflare.com/client/v4";
  const embedBy = createEmbedTexts({ baseUrl, accountId, token, timeoutMs: 30_000 }, { name, pooling: "cls" });
  await printTable(name, (texts) => embedBy(texts));
}
