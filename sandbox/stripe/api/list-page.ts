/** Pages of a list (docs.stripe.com/api/pagination): newest first, `starting_after` and `ending_before` by id. */

import { missing } from "../objects/stripe-error";
import type { PageWanted } from "./parameters";

const usualLimit = 10;

/** @throws StripeFailure 400 if the cursor is not in the list */
export function listPage<Row extends { id: string; created: number }>(
  rows: Iterable<Row>,
  wanted: PageWanted,
  url: string,
  render: (row: Row) => object,
): { object: "list"; url: string; has_more: boolean; data: object[] } {
  const found = [...rows].filter((row) => isCreatedIn(row.created, wanted.created)).reverse();
  const limit = wanted.limit ?? usualLimit;
  const at = (id: string, param: string): number => {
    const index = found.findIndex((row) => row.id === id);
    if (index < 0) throw missing("object", id, param);
    return index;
  };
  let page: Row[];
  let more: boolean;
  if (wanted.ending_before !== undefined) {
    const end = at(wanted.ending_before, "ending_before");
    page = found.slice(Math.max(0, end - limit), end);
    more = end > limit;
  } else {
    const start = wanted.starting_after === undefined ? 0 : at(wanted.starting_after, "starting_after") + 1;
    page = found.slice(start, start + limit);
    more = start + limit < found.length;
  }
  return { object: "list", url, has_more: more, data: page.map(render) };
}

function isCreatedIn(created: number, wanted: PageWanted["created"]): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === "number") return created === wanted;
  const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = wanted;
  return created > gt && created >= gte && created < lt && created <= lte;
}
