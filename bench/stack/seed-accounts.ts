/**
 * `seed-accounts.ts '{"accounts":20,"tenants":20,"waitSeconds":0,"rules":1}'`: numbers to write to, spread over
 * businesses; prints their ids as JSON. Each has rules by keyword, of which the last one answers what the load writes.
 */
import { environment } from "@/lib/env/environment";
import { newAccountConfig, type ReplyConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { connectOperator } from "@/lib/wiring/operator";

export type Seeding = {
  accounts: number;
  tenants: number;
  waitSeconds: number;
  rules: number;
  /** The AI answers, by a rule that goes by meaning; each business has credits for it. */
  ai?: boolean;
};

/** A business's numbers are added by so many in a transaction. */
const AT_ONCE = 20;

function configOf({ waitSeconds, rules, ai }: Seeding): ReplyConfig {
  const asked: ReplyRule = {
    id: "asked",
    label: "Asked",
    matcher: { kind: "prompt", description: "asks about opening hours", threshold: 0.5, examples: ["hours"] },
    response: { kind: "prompt", text: "Say that the shop is open from 7 to 7." },
  };
  if (ai) return { ...newAccountConfig(), enabled: true, wait_seconds: waitSeconds, rules: [asked] };
  const others = Array.from({ length: rules - 1 }, (_, n): ReplyRule => {
    const keywords = [`subject ${n} of many`, `matter${n}`];
    const response = { kind: "canned", text: `About subject ${n}.` } as const;
    return { id: `rule-${n}`, label: `Subject ${n}`, matcher: { kind: "static_text", keywords }, response };
  });
  const hours: ReplyRule = {
    id: "hours",
    label: "Hours",
    matcher: { kind: "static_text", keywords: ["hours"] },
    response: { kind: "canned", text: "We are open from 7 to 7 every day." },
  };
  return { ...newAccountConfig(), enabled: true, wait_seconds: waitSeconds, rules: [...others, hours] };
}

async function seed(seeding: Seeding): Promise<string[]> {
  const operator = connectOperator(environment());
  const ids: string[] = [];
  try {
    for (let t = 0; t < seeding.tenants; t += 1) {
      const slug = `bench-${seeding.ai ? "ai-" : ""}${seeding.waitSeconds}-${seeding.rules}-${seeding.accounts}-${t}`;
      await operator.records.ensureTenant(slug, `Salon ${t}`);
      if (seeding.ai) await operator.credits.grant(slug, 10_000, "bench", null);
      const [from, to] = [t, t + 1].map((n) => Math.floor((n * seeding.accounts) / seeding.tenants));
      const digits = (value: number, count: number): string => String(value).padStart(count, "0");
      const kind = `${seeding.ai ? 3 : 2}${digits(seeding.waitSeconds, 2)}${digits(seeding.rules, 4)}${digits(seeding.accounts, 4)}`;
      const own = Array.from({ length: (to ?? 0) - (from ?? 0) }, (_, n) => `${kind}${digits((from ?? 0) + n, 4)}`);
      for (let at = 0; at < own.length; at += AT_ONCE) {
        const some = own.slice(at, at + AT_ONCE);
        const added = some.map((externalId) => ({ externalId, displayAddress: `+${externalId}` }));
        await operator.records.addAccounts(slug, "whatsapp", added, configOf(seeding));
      }
      ids.push(...own);
    }
    return ids;
  } finally {
    await operator.close();
  }
}

console.log(JSON.stringify(await seed(JSON.parse(process.argv[2] ?? ""))));
