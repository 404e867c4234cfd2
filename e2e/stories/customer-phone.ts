import { randomInt } from "node:crypto";
import { until } from "../servers/until";
import type { ConciergeStack } from "../stack/concierge-stack";
import { numbers } from "../stack/furnish-database";

/** A phone number that wrote to nobody yet. */
export const newCustomer = (): string => `4915${randomInt(1e8, 9e8)}`;

/** Lets a customer write to the number that stories may break, and waits for the end of the turn. */
export async function write(
  stack: ConciergeStack,
  from: string,
  text: string,
): Promise<{ reason: string | null; outcome: string | null; rule: string | null }> {
  const message = { numberId: numbers.fragile, from, text };
  const { id } = await stack.meta.ask<{ id: string }>("POST", "/_sandbox/phone/messages", message);
  const closed = async () => ((await stack.records.closedCount([id])) === 1 ? true : null);
  await until("an end of the turn", 30_000, closed);
  const [row] = await stack.records.inbound([id]);
  return { reason: row?.reason ?? null, outcome: row?.outcome ?? null, rule: row?.rule_id ?? null };
}

/** What the customer got since the calls were forgotten, in order. */
export async function textsTo(stack: ConciergeStack, customer: string): Promise<string[]> {
  const calls = await stack.meta.calls();
  return calls.flatMap(({ body }) => {
    const { to, text } = (body ?? {}) as { to?: string; text?: { body: string } };
    return to === `+${customer}` && text ? [text.body] : [];
  });
}
