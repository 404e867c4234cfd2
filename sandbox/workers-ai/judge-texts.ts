/** What nobody may order an assistant to do, by the words of whoever orders it. */
const FORBIDDEN =
  /\bpretend to be (?:a |an |another )?(?:\w+ )?(?:human|person|bank|company|doctor|lawyer|police)|\b(?:ask|request|collect|demand|want)\w*\b[^.!?\n]{0,40}\b(?:card numbers?|passwords?|pins?|security codes?)|\b(?:give|offer|provide)\w* (?:\w+ )?(?:medical|legal|financial) advice|\bgeneral[- ]purpose\b|\b(?:about|on|to) (?:any|every) topics?\b|\binsult(?:s|ing)?\b|\bthreaten(?:s|ing)?\b|\bignore (?:your|all|the) (?:rules|instructions|frame)|\b(?:casino|gambling|weapons?|tobacco|illegal drugs|cocaine|cannabis)\b/giu;

/** Forbidding a thing is fine; what follows a "but" is ordered again. */
const FORBIDS =
  /\b(?:never|not|no|don['’]?t|doesn['’]?t|won['’]?t|can['’]?t|must ?n['’]?t|avoid|without|refuse|decline|stay away|nie(?:mals)?|nicht|keine?n?|nunca|jamais|mai|nooit|geen)\b/iu;
const TURNS = /\b(?:but|instead|however|sondern|aber|sino|mais|ma|maar)\b/iu;

/** Orders about the assistant itself. */
const ATTACK =
  /\b(?:ignore|forget|disregard|override|bypass)\b[^.!?\n]{0,30}\b(?:rules|instructions|prompts?|guidelines|training)\b|\bsystem prompt\b|\b(?:show|tell|reveal|print|repeat|give|what (?:are|is|were))\b[^.!?\n]{0,20}\byour (?:own )?(?:instructions|prompt|rules(?! (?:for|on|about)))|\byou are now\b|\bdeveloper mode\b|\bjailbreak\b|\bact as (?:an?|my|if|the)\b|\bignor\w* (?:alle|deine)\b|\bolvida (?:todas?|tus|las)\b|\bignora (?:las|todas|tus|tutte|le)\b|\b(?:oublie|ignore[sz]?) (?:toutes|tes|vos|les)\b|आदेश.*भूल/iu;

/** The verdict on a persona, a name, facts or a rule, as the JSON that was asked for. */
export function judgeText(text: string): string {
  const found = [...text.matchAll(FORBIDDEN)].find((one) => !isForbidden(text, one))?.[0];
  if (!found) return JSON.stringify({ verdict: "approved", reason: "" });
  return JSON.stringify({ verdict: "rejected", reason: `Take out "${found}": the assistant must not do that.` });
}

/** Whether the sentence says not to, up to the end of what was found. */
function isForbidden(text: string, { index, 0: words }: RegExpExecArray): boolean {
  const sentence =
    text
      .slice(0, index + words.length)
      .split(/[.!?;\n]/)
      .at(-1) ?? "";
  const clause = sentence.split(TURNS).at(-1) ?? "";
  return FORBIDS.test(clause);
}

/** Whether a customer's words are an attack on the assistant. */
export const isAttack = (text: string): boolean => ATTACK.test(text);
