import fc from "fast-check";
import { expect, it } from "vitest";
import { mutateJson } from "./mutate-json";
import { knownShapes } from "./whatsapp-fixtures";

it("changes nearly every copy and never the document", () => {
  for (const { body } of knownShapes) {
    const before = JSON.stringify(body);
    const copies = fc.sample(mutateJson(body), { numRuns: 50, seed: 7 }).map((copy) => JSON.stringify(copy));
    expect(JSON.stringify(body)).toBe(before);
    expect(copies.filter((copy) => copy !== before).length).toBeGreaterThan(40);
  }
});

it("makes what JSON can carry: reading back what was written changes nothing", () => {
  const [first] = knownShapes;
  fc.assert(
    fc.property(mutateJson(first?.body ?? {}), (copy) => {
      const text = JSON.stringify(copy);
      expect(JSON.stringify(JSON.parse(text))).toBe(text);
    }),
  );
});
