import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import { type PeopleRecords, slugStem } from "@/lib/people/people";
import { grantSignUpCredits } from "../credits/grant-credits";
import { readSavedPersona } from "../persona/persona-records";
import type { Database } from "../shared/database";
import { asPlatform, forNewTenant } from "../shared/tenant-scope";

/** People stand above tenants: a session names a person, and only the person's row names the tenant. */
export function createPeopleRecords(database: Database, ids: IdSource, classifier: string): PeopleRecords {
  const findPerson: PeopleRecords["findPerson"] = (personId) =>
    asPlatform(database, (tx) =>
      tx.person.findUnique({
        where: { id: personId },
        select: { id: true, email: true, tenant: { select: { id: true, name: true } } },
      }),
    );
  return {
    findPerson,

    async createTenant(personId, businessName, now) {
      const tenantId = ids.newId();
      const made = await forNewTenant(database, { tenantId, personId }, async (tx) => {
        // Two clicks at once must not found two businesses: the second waits here, and then sees nobody without one.
        const people = await tx.$queryRaw<unknown[]>`
          SELECT 1 FROM people WHERE id = ${personId} AND tenant_id IS NULL FOR UPDATE`;
        if (people.length === 0) return false;
        // The end of an id is random; its beginning is the time.
        const slug = `${slugStem(businessName)}-${tenantId.slice(-8)}`;
        await tx.tenant.create({ data: { id: tenantId, slug, name: businessName, createdAt: now } });
        await tx.person.update({ where: { id: personId }, data: { tenantId } });
        await grantSignUpCredits(tx, ids, tenantId, now);
        // Its persona begins to wait for a verdict now, not with the first customer.
        await readSavedPersona(tx, tenantId, classifier);
        await tx.auditEntry.create({
          data: { id: ids.newId(), tenantId, personId, action: "tenant.found", targetId: tenantId, at: now },
        });
        return true;
      });
      if (made) return tenantId;
      const person = await findPerson(personId);
      if (!person?.tenant) throw new AppError("unauthenticated", "Sign in again.");
      return person.tenant.id;
    },
  };
}
