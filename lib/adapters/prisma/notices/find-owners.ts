import type { NoticePorts } from "@/lib/notices/deliver-notices";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";

/** The mail addresses of the people of a tenant, who are its owners. */
export function createFindOwners(database: Database): NoticePorts["findOwners"] {
  return (tenantId) =>
    forTenant(database, tenantId, async (tx) => {
      const people = await tx.person.findMany({ where: { tenantId }, select: { email: true } });
      return people.flatMap(({ email }) => email ?? []);
    });
}
