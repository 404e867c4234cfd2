import { afterEach, beforeEach, expect, vi } from "vitest";

/** A test that makes something complain on the console has not passed, whatever it asserted. */
const complaints = vi.fn();

beforeEach(() => {
  complaints.mockReset();
  vi.spyOn(console, "error").mockImplementation(complaints);
});

afterEach(() => {
  expect(complaints.mock.calls, "unexpected console.error").toEqual([]);
});
