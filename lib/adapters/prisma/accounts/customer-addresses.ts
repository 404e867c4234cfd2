import { phoneSpellings } from "@/lib/accounts/phone-spellings";
import type { TenantTx } from "../shared/tenant-scope";

export type AccountAddress = { accountId: string; address: string };

/** All addresses of an address's customer, that one included, each phone number in both of its spellings. */
type Spellings = (asked: AccountAddress) => readonly string[];

/** Reads for each address which others are the same customer's, of any number of accounts, in one query. */
export async function readSpellings(
  tx: TenantTx,
  tenantId: string,
  asked: readonly AccountAddress[],
): Promise<Spellings> {
  const spelled = asked.flatMap(({ accountId, address }) =>
    phoneSpellings(address).map((spelling) => ({ accountId, address, spelling })),
  );
  const rows = await tx.$queryRaw<{ accountId: string; address: string; other: string }[]>`
    SELECT asked.account_id AS "accountId", asked.address, o.address AS other
    FROM unnest(
      ${spelled.map(({ accountId }) => accountId)}::text[], ${spelled.map(({ address }) => address)}::text[],
      ${spelled.map(({ spelling }) => spelling)}::text[]
    ) AS asked (account_id, address, spelling)
    JOIN customer_addresses k
      ON k.tenant_id = ${tenantId} AND k.account_id = asked.account_id AND k.address = asked.spelling
    JOIN customer_addresses o ON o.tenant_id = k.tenant_id AND o.account_id = k.account_id AND o.customer = k.customer`;
  const found = new Map<string, Set<string>>();
  for (const row of rows) {
    const others = found.get(keyOf(row)) ?? new Set();
    for (const spelling of phoneSpellings(row.other)) others.add(spelling);
    found.set(keyOf(row), others);
  }
  return (one) => [...new Set([...phoneSpellings(one.address), ...(found.get(keyOf(one)) ?? [])])];
}

const keyOf = ({ accountId, address }: AccountAddress): string => `${accountId} ${address}`;
