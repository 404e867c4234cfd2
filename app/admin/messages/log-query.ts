import { TURN_OUTCOMES, type TurnLogQuery } from "@/lib/pipeline/turn-log.port";

/** Turns on one page of the log. */
export const TURNS_PER_PAGE = 30;

export type SearchParams = Record<string, string | string[] | undefined>;

/** Reads the filter from the address. What is not one of the choices counts as not chosen. */
export function readQuery(params: SearchParams): Omit<TurnLogQuery, "limit"> {
  const one = (name: string): string | undefined => {
    const value = params[name];
    return typeof value === "string" && value !== "" && value.length <= 80 ? value : undefined;
  };
  const accountId = one("number");
  const outcome = TURN_OUTCOMES.find((known) => known === one("outcome"));
  const after = one("after");
  return { ...(accountId && { accountId }), ...(outcome && { outcome }), ...(after && { after }) };
}

type Filter = Omit<TurnLogQuery, "limit">;

/** The address of the log with this filter. */
export const logHref = (filter: Filter): string => hrefWith("/admin/messages", filter);

/** The address of one turn's receipt, from where the log with this filter is one step back. */
export const receiptHref = (turnId: string, filter: Filter): string =>
  hrefWith(`/admin/messages/${encodeURIComponent(turnId)}`, filter);

function hrefWith(path: string, { accountId, outcome, after }: Filter): string {
  const params = new URLSearchParams();
  if (accountId) params.set("number", accountId);
  if (outcome) params.set("outcome", outcome);
  if (after) params.set("after", after);
  const query = params.toString();
  return query === "" ? path : `${path}?${query}`;
}
