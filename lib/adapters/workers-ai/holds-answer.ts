import { parseObject } from "./vendor-refusal";

/** True for the body of a chat's answer: `choices`, or Workers AI's `response`; in Workers AI's envelope or without. */
export function holdsAnswer(body: string): boolean {
  const whole = parseObject(body);
  if (!whole || whole.success === false || whole.error) return false;
  const answer = whole.result ?? whole;
  if (typeof answer !== "object" || answer === null) return false;
  if ("choices" in answer) return Array.isArray(answer.choices) && answer.choices.length > 0;
  return "response" in answer && answer.response !== null;
}
