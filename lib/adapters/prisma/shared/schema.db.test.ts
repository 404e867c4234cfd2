import { afterAll, describe, expect, inject, it } from "vitest";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { Prisma } from "../generated/client";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

type Reader = { findFirst(): Promise<unknown> };

/** Migrations are written by hand: each model must find its table and every one of its columns. */
describe("the migrated database", () => {
  it.each(Object.values(Prisma.ModelName))("has every column of %s", async (model) => {
    const key = model.charAt(0).toLowerCase() + model.slice(1);
    const reader = (database.tables as unknown as Record<string, Reader>)[key];
    if (!reader) throw new Error(`no such model: ${key}`);
    await expect(reader.findFirst()).resolves.not.toBeUndefined();
  });

  it("counts time in UTC", async () => {
    const [row] = await database.tables.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
    expect(Math.abs((row?.now.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});
