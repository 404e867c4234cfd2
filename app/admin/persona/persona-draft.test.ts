import { expect, it } from "vitest";
import { completeLink } from "./persona-draft";

it.each([
  ["salon.example", "https://salon.example"],
  [" salon.example/book?day=1 ", "https://salon.example/book?day=1"],
  ["www.übung.example:8080", "https://www.übung.example:8080"],
])("an address without https:// gets one: %j", (typed, wanted) => expect(completeLink(typed)).toBe(wanted));

it.each([
  "",
  "https://salon.example",
  "http://salon.example",
  "ask us",
  "anna@salon.example",
  "javascript:alert(1)",
  "-x",
])("anything else stays as it was typed: %j", (typed) => expect(completeLink(typed)).toBe(typed));
