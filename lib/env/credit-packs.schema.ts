import * as z from "zod";

const EXPECTED =
  'a JSON list of 1 to 12 packs, all of one currency and each of another size, e.g. [{"credits":500,"price_minor":300,"currency":"usd"}]';

/** Lower case, as Stripe writes them. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()));

const pack = z
  .strictObject({
    /** The most that one entry of the ledger holds. */
    credits: z.int().min(1).max(1_000_000),
    price_minor: z.int().min(1).max(99_999_999),
    currency: z.string().refine((code) => CURRENCIES.has(code)),
  })
  .transform(({ credits, price_minor: priceMinor, currency }) => ({ credits, priceMinor, currency }));

const packs = z
  .array(pack)
  .min(1)
  .max(12)
  .refine((all) => new Set(all.map(({ credits }) => credits)).size === all.length)
  .refine((all) => new Set(all.map(({ currency }) => currency)).size === 1);

/** What is sold, as JSON; the smallest first from then on. */
export const creditPacks = z
  .string()
  .max(4_000, EXPECTED)
  .transform((text, context) => {
    const parsed = packs.safeParse(readJson(text));
    if (parsed.success) return parsed.data.sort((one, other) => one.credits - other.credits);
    const path = placeOf(parsed.error.issues[0]);
    context.addIssue({ code: "custom", message: path ? `${EXPECTED}; look at ${path}` : EXPECTED });
    return z.NEVER;
  });

/** Where in the list, with the name of a field that is not known. */
function placeOf(issue: z.core.$ZodIssue | undefined): string {
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return [...(issue?.path ?? []), ...unknown].join(".");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
