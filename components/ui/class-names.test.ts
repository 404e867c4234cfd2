import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { classNames } from "./class-names";

it("lets a radius of ours take the place of the component's own, whichever it is called", () => {
  const names = [...readFileSync("app/globals.css", "utf8").matchAll(/--radius-(\w+):/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(classNames("rounded-full p-1", `rounded-${name}`)).toBe(`p-1 rounded-${name}`);
});
