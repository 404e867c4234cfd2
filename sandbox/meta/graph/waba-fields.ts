/** A WhatsApp Business Account as the Graph API shows it; reviewed and approved, whoever it is. */
import type { Waba } from "../world/meta-world";

/** The asked fields of a WABA plus its id. */
export function wabaFields(waba: Waba, asked: string | null): object {
  const all = new Map<string, unknown>([
    ["name", waba.name],
    ["currency", "USD"],
    ["timezone_id", "1"],
    ["message_template_namespace", "00000000_0000_0000_0000_000000000000"],
    ["account_review_status", "APPROVED"],
    ["ownership_type", "SELF"],
  ]);
  const names = (asked ?? "name,timezone_id,message_template_namespace").split(",").map((name) => name.trim());
  const shown = names.filter((name) => all.has(name)).map((name) => [name, all.get(name)]);
  return { ...Object.fromEntries(shown), id: waba.id };
}
