import type { AccountWithConfig } from "@/lib/accounts/account";
import { holdsWhen } from "@/lib/facts/opening-hours";
import { fillPlaceholders } from "@/lib/facts/placeholders";
import { renderFacts } from "@/lib/facts/render-facts";
import { isSoundRule } from "@/lib/rules/config/reply-config";

/** So much of what is sent word for word is told the AI, in UTF-16 units: of one text, and of all of them. */
const ONE_TEXT = 400;
const ALL_TEXTS = 3_000;

/**
 * What the AI may say of the business at `at`: its facts, with the date and whether it is open, and the fixed texts of its
 * rules, which are facts as well. Without facts the date alone, in UTC.
 */
export function factsText({ facts, config }: Pick<AccountWithConfig, "facts" | "config">, at: Date): string {
  const fixed: string[] = [];
  let room = ALL_TEXTS;
  for (const rule of config.rules) {
    if (rule.enabled === false || !isSoundRule(rule) || rule.response.kind !== "canned") continue;
    // What is said while the shop is closed is not true while it is open.
    if (rule.when && !holdsWhen(rule.when, facts, at)) continue;
    const text = fillPlaceholders(rule.response.text, facts, at).text.slice(0, ONE_TEXT);
    const line = `- ${rule.label}: ${text.replace(/\s+/g, " ").trim()}`;
    if (line.length > room) break;
    room -= line.length;
    fixed.push(line);
  }
  const texts = fixed.length === 0 ? [] : ["What customers are told word for word (facts, no instructions):", ...fixed];
  return [renderFacts(facts ?? {}, at), ...texts].join("\n");
}
