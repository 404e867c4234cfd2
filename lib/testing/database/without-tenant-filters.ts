import pg from "pg";

const FILTER = /(?:"?\w+"?\.)*"?tenant_id"?\s*=\s*(\$\d+)/g;
const SCOPE = "role=concierge_app";

/**
 * Takes the tenant's filter out of every statement that the product sends, as if each had been forgotten: what then still
 * keeps tenants apart is the database. Returns the statements that had one, and the way back.
 */
export function takeOutTenantFilters(): { statements: Set<string>; putBack: () => void } {
  const statements = new Set<string>();
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client & { options?: unknown }, ...given: unknown[]) {
    const [first, ...rest] = given;
    const text = typeof first === "string" ? first : (first as { text?: string }).text;
    if (text === undefined || !isOfTheProduct(this) || !/\b(WHERE|ON)\b/i.test(text))
      return Reflect.apply(query, this, given);
    // The parameter stays, or its number would be missed; it is compared with itself.
    const open = text.replace(FILTER, "$1::text = $1::text");
    if (open !== text) statements.add(text);
    // Without its name, under which the connection may know it as it was.
    const unfiltered = typeof first === "string" ? open : { ...(first as object), text: open, name: undefined };
    return Reflect.apply(query, this, [unfiltered, ...rest]);
  } as typeof query;
  return {
    statements,
    putBack: () => {
      pg.Client.prototype.query = query;
    },
  };
}

function isOfTheProduct(client: pg.Client): boolean {
  const { connectionParameters } = client as unknown as { connectionParameters: { options?: string } };
  return connectionParameters.options?.includes(SCOPE) === true;
}
