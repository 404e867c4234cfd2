import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import type { Service } from "./facts";
import { parseFacts } from "./parse-facts";
import { readServiceList } from "./read-service-list";

it.each<[string, Service]>([
  ["Cut 45", { name: "Cut", price: "45" }],
  ["Women's cut – 45,00 €", { name: "Women's cut", price: "45.00", currency: "EUR" }],
  ["Colour: $75.50", { name: "Colour", price: "75.50", currency: "USD" }],
  ["• Balayage (180 min) ... CHF 140", { name: "Balayage", price: "140", currency: "CHF", minutes: 180 }],
  ["Beard trim 20 min 18€", { name: "Beard trim", price: "18", currency: "EUR", minutes: 20 }],
  ["Beard trim 18€ 20 min", { name: "Beard trim", price: "18", currency: "EUR", minutes: 20 }],
  ["Farbe ab 75,- €", { name: "Farbe", price: "75", currency: "EUR", note: "from this price" }],
  ["Perm from 90 GBP", { name: "Perm", price: "90", currency: "GBP", note: "from this price" }],
  ["Consultation", { name: "Consultation" }],
  ["Cut\t45", { name: "Cut", price: "45" }],
  ["7 day pass 30", { name: "7 day pass", price: "30" }],
  ["Room 101", { name: "Room", price: "101" }],
])("%j", (line, service) => {
  expect(readServiceList(line)).toEqual([service]);
});

it("reads a list line by line, and leaves out lines that name nothing", () => {
  expect(readServiceList("Cut 45\r\n\r\n----\n45 €\nColour 75\n")).toEqual([
    { name: "Cut", price: "45" },
    { name: "Colour", price: "75" },
  ]);
  expect(readServiceList(Array(200).fill("Cut 45").join("\n"))).toHaveLength(100);
});

it("gives nothing that can't be saved but a number of minutes, and never throws", () => {
  const part = fc.constantFrom(
    "Cut",
    " ",
    "45",
    ",",
    ".",
    "€",
    "EUR",
    "min",
    "-",
    "–",
    ":",
    "(",
    ")",
    "from",
    "ab",
    "9",
    "\t",
    "•",
    "\u0000",
    "🙂",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const services = readServiceList(parts.join(""));
      const parsed = parseFacts({ services });
      if (!parsed.ok) expect(parsed.problems.filter(({ path }) => !/minutes$|name$/.test(path))).toEqual([]);
    }),
    { numRuns: propertyRuns(300) },
  );
});
