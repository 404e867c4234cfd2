/** Whether two JSON values are equal whatever the order of their fields: Postgres keeps fields in an order of its own. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => sameValue(item, other[index]));
  }
  const fields = definedFields(one);
  const others = new Map(definedFields(other));
  return fields.length === others.size && fields.every(([key, value]) => sameValue(value, others.get(key)));
}

function definedFields(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, field]) => field !== undefined);
}
