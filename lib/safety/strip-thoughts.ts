/** What a model thought before it wrote. Without its beginning all before its end is thought, without its end all after. */
const THOUGHT = /<(think|thinking|thought|reasoning|analysis)>[\s\S]*?(?:<\/\1>|$)/gi;
const ORPHANED_END = /^[\s\S]*<\/(?:think|thinking|thought|reasoning|analysis)>/i;

/** A model's answer without what it thought aloud. At most as long as it was. */
export function stripThoughts(answer: string): string {
  return answer.replace(THOUGHT, "").replace(ORPHANED_END, "").trim();
}
