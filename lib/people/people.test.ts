import { expect, it } from "vitest";
import { slugStem } from "./people";

it.each([
  ["Salon Aurora", "salon-aurora"],
  ["  Café — Zürich!  ", "cafe-zurich"],
  ["美容室", "business"],
  ["a".repeat(80), "a".repeat(30)],
  [`${"a".repeat(29)} b`, "a".repeat(29)],
])("makes a stem of %s", (name, stem) => {
  expect(slugStem(name)).toBe(stem);
});
