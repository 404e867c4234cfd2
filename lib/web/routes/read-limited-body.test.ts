import { expect, it } from "vitest";
import { readLimitedBody } from "./read-limited-body";

/** A request whose body comes in these pieces and, if it is `open`, never ends. */
function inPieces(pieces: readonly string[], { open = false, headers = {} } = {}) {
  const left = [...pieces];
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece));
      else if (open) return new Promise(() => undefined);
      else controller.close();
    },
    cancel() {
      cancelled = true;
    },
  });
  const request = new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
  return { request, left, wasCancelled: () => cancelled };
}

it("reads what is within its limit", async () => {
  const read = await readLimitedBody(inPieces(["ab", "cd"]).request, 4);
  expect(read).toEqual({ kind: "read", bytes: Buffer.from("abcd") });
});

it("stops at the piece that is too much, and reads none where too much is announced", async () => {
  const long = inPieces(["ab", "cd", "ef", "gh", "ij"]);
  expect(await readLimitedBody(long.request, 3)).toEqual({ kind: "too_large" });
  expect(long.left.length).toBeGreaterThan(0);
  const announced = inPieces(["ab"], { headers: { "content-length": "2000" } });
  expect(await readLimitedBody(announced.request, 1_000)).toEqual({ kind: "too_large" });
  expect(announced.request.bodyUsed).toBe(false);
});

it("gives a body up that does not come, and leaves its connection for the answer", async () => {
  const slow = inPieces(["a"], { open: true });
  expect(await readLimitedBody(slow.request, 10, 20)).toEqual({ kind: "too_slow" });
  expect(slow.wasCancelled()).toBe(false);
});
