/** Someone who signs in; without a tenant until the business has been named. */
export type Person = { id: string; email: string; tenant: { id: string; name: string } | null };

export type PeopleRecords = {
  findPerson(personId: string): Promise<Person | null>;
  /** Makes the tenant and its owner's place in it, once: a person who has a tenant keeps it. Gives the tenant's id. */
  createTenant(personId: string, businessName: string, now: Date): Promise<string>;
};

/** More of a name than this does not show in its slug. */
const NAME_READ = 80;

/** The readable part of a tenant's slug: letters and digits of its name, up to 30, or `business`. */
export function slugStem(businessName: string): string {
  const plain = businessName
    .slice(0, NAME_READ)
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  const stem = plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 30)
    .replace(/^-+|-+$/g, "");
  return stem || "business";
}
