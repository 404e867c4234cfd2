import type { Part } from "./environment";

const labels = {
  app: "the app",
  meta: "the sandbox phone",
  database: "database",
  redis: "Redis",
  "workers-ai": "Workers AI",
  mail: "mail",
  stripe: "Stripe",
} as const satisfies Record<Part["name"], string>;

/** One line for each part: what, where, real or stand-in, and what is worth knowing about it. */
export function partsTable(parts: readonly Part[]): string {
  const rows = (["app", "meta", "mail", "stripe", "database", "redis", "workers-ai"] as const).flatMap((name) => {
    const part = parts.find((one) => one.name === name);
    if (!part) return [];
    const label = name === "meta" && !part.standIn ? "WhatsApp" : labels[name];
    const kind = name === "app" ? "" : part.standIn ? "stand-in" : "real";
    return [[label, part.address || "not configured", kind, part.note]];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join("   ")}`.trimEnd()).join("\n");
}
