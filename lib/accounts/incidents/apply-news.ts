import type { AccountEvent, AccountNews, Trouble } from "@/lib/channels/account-news";
import type { Channel } from "@/lib/channels/inbound-message";
import type { Clock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import type { AccountRef } from "../account";

/** An account that news may be about, as the channel names it. `groupId` null: it is in the platform's own group. */
export type NewsAccount = AccountRef & {
  externalId: string;
  groupId: string | null;
  /** The digits of its address. */
  address: string;
  onBusinessApp: boolean;
};

export type DatedEvent = { at: Date; event: AccountEvent };

/** What news made of an account: the trouble that now keeps its replies back, and whether it has to be read anew. */
export type NewsNoted = { broke: Trouble | null };

export type NewsRecords = {
  /** A channel's connected accounts in these groups or with these ids, across tenants: news names no tenant. */
  findNewsAccounts(
    channel: Channel,
    named: { groupIds: readonly string[]; externalIds: readonly string[]; platformGroup: boolean },
  ): Promise<NewsAccount[]>;
  /**
   * Opens, changes and ends incidents by what was told, in one transaction. What is older than the account, or than the
   * end of the same trouble, changes nothing, so that news may come late and again. `by`: whose it is to mend.
   */
  noteNews(
    account: AccountRef,
    events: readonly DatedEvent[],
    by: "tenant" | "operator",
    now: Date,
  ): Promise<NewsNoted>;
};

/** What keeps an account's replies back from more of it down to less: a weaker trouble never takes a stronger one's place. */
const STRENGTH: Readonly<Record<Trouble, number>> = {
  account_deleted: 5,
  access_removed: 4,
  banned: 3,
  muted: 2,
  offboarded: 1,
};

/** Whether a trouble takes the place of what is open for another cause. What failures alone have shown gives way to news. */
export function takesPlaceOf(trouble: Trouble, openCause: string): boolean {
  return STRENGTH[trouble] > (Object.hasOwn(STRENGTH, openCause) ? STRENGTH[openCause as Trouble] : 0);
}

/** An owner who changes phones is back within minutes: nobody is mailed before, in ms. */
const OFFBOARDED_MAIL_MS = 15 * 60_000;

/** When a trouble is worth a mail. */
export const tellTroubleAt = (trouble: Trouble, now: Date): Date =>
  trouble === "offboarded" ? new Date(now.getTime() + OFFBOARDED_MAIL_MS) : now;

/** A warning whose end nobody told is no news any more after this time. */
export const WARNING_LIFE_MS = 30 * 86_400_000;

export type NewsPorts = { records: NewsRecords; clock: Clock; log: Logger };

/**
 * Brings news to the accounts that it is about. Each account is a transaction of its own: one that fails costs no other,
 * and is thrown once the others are through, so that the channel tells it again. Returns for how many there was news.
 */
export async function applyNews(
  { records, clock, log }: NewsPorts,
  platformGroupId: string,
  news: readonly AccountNews[],
): Promise<number> {
  const [first] = news;
  if (!first) return 0;
  const groupIds = new Set(news.flatMap(({ about }) => about.groupId ?? []));
  const externalIds = new Set(news.flatMap(({ about }) => about.externalId ?? []));
  const found = await records.findNewsAccounts(first.channel, {
    ...{ groupIds: [...groupIds], externalIds: [...externalIds] },
    platformGroup: groupIds.has(platformGroupId),
  });
  const known = indexAccounts(found, platformGroupId);
  const events = new Map<NewsAccount, DatedEvent[]>();
  const ofNobody = new Set<AccountEvent["kind"]>();
  for (const one of latestOfEachSubject(news)) {
    const meant = accountsMeant(one, known);
    if (meant.length === 0) ofNobody.add(one.event.kind);
    for (const account of meant) {
      const others = events.get(account);
      if (others) others.push(one);
      else events.set(account, [one]);
    }
  }
  for (const event of ofNobody) log.info("news.of_nobody", { event });
  let failure: unknown = null;
  for (const [account, own] of events) {
    const { accountId, groupId } = account;
    const by = groupId === null ? "operator" : "tenant";
    try {
      const inOrder = latestOfEach(own);
      const { broke } = await records.noteNews(account, inOrder, by, clock.now());
      if (broke) log.error("account.broken", { accountId, cause: broke, by });
    } catch (error) {
      log.error("news.not_noted", { accountId, error: describeError(error) });
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return events.size;
}

type Known = { byGroup: ReadonlyMap<string, NewsAccount[]>; byId: ReadonlyMap<string, NewsAccount> };

/** A delivery may hold thousands of news, and a group a hundred accounts: each is looked up, none searched for. */
function indexAccounts(accounts: readonly NewsAccount[], platformGroupId: string): Known {
  const byGroup = new Map<string, NewsAccount[]>();
  for (const account of accounts) {
    const group = account.groupId ?? platformGroupId;
    const others = byGroup.get(group);
    if (others) others.push(account);
    else byGroup.set(group, [account]);
  }
  return { byGroup, byId: new Map(accounts.map((account) => [account.externalId, account])) };
}

function accountsMeant({ about, event }: AccountNews, { byGroup, byId }: Known): NewsAccount[] {
  const { groupId, externalId, address } = about;
  const one = externalId === null ? undefined : byId.get(externalId);
  if (externalId !== null) return one ? [one] : [];
  const group = (groupId === null ? undefined : byGroup.get(groupId)) ?? [];
  if (address !== null) return group.filter((account) => account.address === address);
  // A changed phone cuts off those alone that were on one; another number would wait for it without end.
  const ofPhone = "trouble" in event && event.trouble === "offboarded";
  return ofPhone ? group.filter(({ onBusinessApp }) => onBusinessApp) : group;
}

/** Different things that one delivery tells of one account: its transaction is to stay short, and Meta tells one or two. */
const MOST_AT_ONCE = 50;

/** Before it is spread over a group's accounts: thousands of news times a hundred accounts would hold up everybody. */
function latestOfEachSubject(news: readonly AccountNews[]): AccountNews[] {
  const bySubject = new Map<string, AccountNews[]>();
  for (const one of news) {
    const { groupId, externalId, address } = one.about;
    const key = JSON.stringify([groupId, externalId, address]);
    const others = bySubject.get(key);
    if (others) others.push(one);
    else bySubject.set(key, [one]);
  }
  return [...bySubject.values()].flatMap((own) => latestOfEach(own));
}

/** By time, and of the same thing said twice the latest alone: a thousand of them are to cost one step. */
function latestOfEach<One extends DatedEvent>(events: readonly One[]): One[] {
  const latest = new Map<string, One>();
  for (const one of events.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const key = subjectOf(one.event);
    latest.delete(key);
    latest.set(key, one);
  }
  return [...latest.values()].slice(-MOST_AT_ONCE);
}

function subjectOf(event: AccountEvent): string {
  if (event.kind === "trouble" || event.kind === "suspicion" || event.kind === "recovery") {
    return `${event.kind} ${event.trouble}`;
  }
  if (event.kind === "warning") return `warning ${event.cause.warning} ${event.cause.subject ?? ""}`;
  return event.kind === "over" ? `over ${event.causes.join(" ")}` : event.kind;
}
