/**
 * `npm run bench:meaning [-- --development]`: how well rules by meaning choose, on bench/meaning/measured.txt, by which no
 * number of the product was chosen; `--development` on the lines by which they were. With the encoder of the sandbox, and
 * where CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN are set with the Workers AI model of EMBEDDING_MODEL too.
 *
 * precision: of an intent's messages that a rule answered, those that the right one did · of all: the same, counting the
 * answers to what is nobody's as wrong · coverage: an intent's messages that were answered rightly · kept out: of what is
 * nobody's, what no rule took · accuracy: right decisions of all.
 *
 * Below: of how many lines the small model would be asked, with CLOSE_CALL_WIDTH; what the numbers could come to at most: if it
 * always answered rightly, which no model does; and what they are with the answers of the sandbox, which is no language
 * model. No small model is asked here.
 */

import { parseArgs } from "node:util";
import { detectLanguage } from "../lib/adapters/language/detect-language";
import { createEmbedTexts } from "../lib/adapters/workers-ai/embed-texts";
import { environmentSchema } from "../lib/env/environment.schema";
import { languageGate } from "../lib/pipeline/answer/match-turn";
import type { PhraseVector } from "../lib/rules/intent/automatic-rules";
import type { IntentVector } from "../lib/rules/intent/intent-vectors";
import { NOBODYS_LINES } from "../lib/rules/intent/nobodys-lines";
import { askSandbox, encodeBySandbox } from "./meaning/ask-sandbox";
import { CANDIDATES, type Candidate, type MeasuredRule } from "./meaning/candidates";
import { type Counts, countGroup, knowsAll, NO_COUNTS, type Order } from "./meaning/count-group";
import { type LineSet, readLineSet } from "./meaning/read-line-set";

const { values } = parseArgs({ options: { development: { type: "boolean", default: false } } });
const set = readLineSet(values.development ? "development" : "measured");

const WIDTH = environmentSchema.shape.CLOSE_CALL_WIDTH.parse(process.env.CLOSE_CALL_WIDTH);

type Embed = (texts: readonly string[]) => Promise<(IntentVector | null)[]>;

async function printTable(model: string, embed: Embed): Promise<void> {
  const texts = [...new Set([...NOBODYS_LINES, ...textsOf(set)])];
  const made = await embed(texts);
  const vectors = new Map(texts.map((text, at) => [text, made[at]]));
  const withVector = (phrase: string): PhraseVector[] => {
    const vector = vectors.get(phrase);
    return vector ? [{ phrase, vector }] : [];
  };
  // As the pipeline does: what is plainly of another language is not measured.
  const measured = (text: string): PhraseVector[] =>
    languageGate(text, detectLanguage) === "open" ? withVector(text) : [];
  const nobodys = NOBODYS_LINES.flatMap(withVector);
  const countAll = async (
    build: Candidate["build"],
    size: number,
    order: Order,
    examples: boolean,
  ): Promise<Counts> => {
    let counts = NO_COUNTS;
    for (const group of groupsOf(set, size)) {
      const rules = group.map(({ description, examples: given }): MeasuredRule => {
        return { phrases: [description, ...(examples ? given : [])].flatMap(withVector) };
      });
      counts = await countGroup(counts, build(rules, nobodys), group, set.nobodys, order, measured);
    }
    return counts;
  };
  const countSizes = async (build: Candidate["build"], order: Order, examples: boolean): Promise<Counts[]> => {
    const counts: Counts[] = [];
    for (const size of SIZES) counts.push(await countAll(build, size, order, examples));
    return counts;
  };
  const print = (row: string, cells: string[]) =>
    console.log(row.padEnd(NAMES) + cells.map((cell) => cell.padStart(14)).join(""));

  console.log(`\n${model}, ${values.development ? "development" : "measured"} lines`);
  print(
    "",
    SIZES.flatMap((size) => HEADS.map((head) => `${size}: ${head}`)),
  );
  for (const { name, build } of CANDIDATES) {
    for (const order of ["best", "first match"] as const) {
      for (const examples of [true, false]) {
        const row = `${name}, ${order}${examples ? "" : ", no examples"}`;
        print(row, (await countSizes(build, order, examples)).flatMap(shares));
      }
    }
  }
  console.log(
    `\nclose calls, width ${WIDTH}, with examples: lines asked about, a bound if every answer were right, and the sandbox`,
  );
  print(
    "",
    SIZES.flatMap((size) => ["asked", ...HEADS].map((head) => `${size}: ${head}`)),
  );
  for (const { name, build } of CANDIDATES.filter((one) => one.isProduct)) {
    for (const [row, by] of Object.entries({ "upper bound": knowsAll, "with the sandbox's answers": askSandbox })) {
      const counts = await countSizes(build, { ruledWithin: WIDTH, by }, true);
      print(
        `${name}, ${row}`,
        counts.flatMap((one) => [percent(one.asked / (one.ours + one.others)), ...shares(one)]),
      );
    }
  }
}

const SIZES = [4, 12];
const NAMES = 44;
const HEADS = ["precision", "of all", "coverage", "kept out", "accuracy"];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** In the order of `HEADS`. */
const shares = ({ ours, answered, right, others, keptOut }: Counts): string[] =>
  [
    right / answered,
    right / (answered + others - keptOut),
    right / ours,
    keptOut / others,
    (right + keptOut) / (ours + others),
  ].map(percent);

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

await printTable("the sandbox's encoder", encodeBySandbox);

const { CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_TOKEN: token, EMBEDDING_MODEL } = process.env;
if (accountId && token) {
  const name = EMBEDDING_MODEL ?? "@cf/baai/bge-base-en-v1.5";
  const baseUrl = process.env.CLOUDFLARE_BASE_URL ?? "https://api.cloudflare.com/client/v4";
  const embedBy = createEmbedTexts({ baseUrl, accountId, token, timeoutMs: 30_000 }, { name, pooling: "cls" });
  await printTable(name, (texts) => embedBy(texts));
}
