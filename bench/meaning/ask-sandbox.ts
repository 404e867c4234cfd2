import { buildCloseCall, type OfferedRule, readCloseCall } from "../../lib/rules/intent/close-call-prompt";
import { type IntentVector, normaliseVector } from "../../lib/rules/intent/intent-vectors";
import { createChooseTopic } from "../../sandbox/workers-ai/choose-topic";
import { createEncodeTexts } from "../../sandbox/workers-ai/encode-texts";
import type { Ruler } from "./count-group";

const encodeTexts = createEncodeTexts();
const chooseTopic = createChooseTopic(encodeTexts);

/** The sandbox's vectors, in order. */
export const encodeBySandbox = async (texts: readonly string[]): Promise<(IntentVector | null)[]> =>
  (await encodeTexts(texts)).map(normaliseVector);

/** What the sandbox says to the product's own question, as the product reads it. */
export const askSandbox: Ruler = async ({ text, group, offered }) => {
  const rules = offered.flatMap((at): OfferedRule[] => {
    const intent = group[at];
    return intent ? [{ ...intent, id: String(at), label: intent.id }] : [];
  });
  const answer = await chooseTopic(buildCloseCall(text, rules, "mark-of-the-bench", "WhatsApp").user);
  const read = readCloseCall(answer, rules);
  if (read === null) throw new Error(`The sandbox's answer can't be read: ${answer}`);
  return read === "none" ? -1 : Number(read.id);
};
