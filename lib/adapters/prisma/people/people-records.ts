import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import { type PeopleRecords, slugStem } from "@/lib/people/people";
import { grantSignUpCredits } from "../credits/grant-credits";
import { readPersonaInForce } from "../persona/persona-records";
import type { Database } from "../shared/database";
import { forTenant, platformOf } from "../shared/tenant-scope";

/** People stand above tenants: a session names a person, and only the person's row names the tenant. */
export function createPeopleRecords(database: Database, ids: IdSource, classifier: string): PeopleRecords {
  const asPlatform = platformOf(database);
  return {
    findPerson: async (personId) => {
      const row = await asPlatform.person.findUnique({
        where: { id: personId },
        select: { id: true, email: true, tenant: { select: { id: true, name: true } } },
      });
      return row;
    },

    createTenant: (personId, businessName, now) =>
      forTenant(database, ids.newId(), async (tx, tenantId) => {
        // Two clicks at once must not found two businesses: the second waits here and finds the first's.
        const [person] = await tx.$queryRaw<{ tenant_id: string | null }[]>`
          SELECT tenant_id FROM people WHERE id = ${personId} FOR UPDATE`;
        if (!person) throw new AppError("unauthenticated", "Sign in again.");
        if (person.tenant_id !== null) return person.tenant_id;
        // The end of an id is random; its beginning is the time.
        const slug = `${slugStem(businessName)}-${tenantId.slice(-8)}`;
        await tx.tenant.create({ data: { id: tenantId, slug, name: businessName, createdAt: now } });
        await tx.person.update({ where: { id: personId }, data: { tenantId } });
        await grantSignUpCredits(tx, ids, tenantId, now);
        // Its persona begins to wait for a verdict now, not with the first customer.
        await readPersonaInForce(tx, tenantId, classifier);
        await tx.auditEntry.create({
          data: { id: ids.newId(), tenantId, personId, action: "tenant.found", targetId: tenantId, at: now },
        });
        return tenantId;
      }),
  };
}
