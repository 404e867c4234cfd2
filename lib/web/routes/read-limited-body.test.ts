import { describe, expect, it } from "vitest";
import { businessNameSchema } from "@/lib/people/tenant-name.schema";
import { PERSONA_LIMITS } from "@/lib/persona/persona";
import { MAX_SAMPLE_CHARACTERS } from "@/lib/playground/test-reply";
import { REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import { numberAndToken, replyInput } from "../inputs/account-inputs.schema";
import { sampleInput, savePersonaInput } from "../inputs/persona-inputs.schema";
import { bodyLimit, readLimitedBody, refuseBody } from "./read-limited-body";

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

/** So many characters that each take the most bytes as JSON: a control character is written as six. */
const longest = (characters: number) => `x${"\u0001".repeat(characters - 1)}`;
const field = longest(PERSONA_LIMITS.field);
const builder = {
  mode: "builder",
  businessName: longest(PERSONA_LIMITS.name),
  businessType: field,
  place: field,
  openingHours: field,
  voice: field,
  goal: field,
  link: `https://${"\u0001".repeat(PERSONA_LIMITS.field - 8)}`,
  phrases: field,
  avoidTopics: field,
  neverSay: field,
  humanWhen: field,
  humanHow: field,
};
const reply = { kind: "canned", text: longest(REPLY_CONFIG_LIMITS.cannedCharacters) };
const shown = { accountId: longest(80), version: 2_000_000_000 };

describe("the most that an address takes", () => {
  it.each([
    ["/sign-in/business", businessNameSchema, { name: "😀".repeat(40) }],
    ["/admin/whatsapp/manual", numberAndToken, { numberId: "1".repeat(40), token: "x".repeat(1_000) }],
    [
      "/admin/whatsapp/x",
      replyInput,
      {
        ...shown,
        confirm: true,
        displayName: "😀".repeat(30),
        waitSeconds: 30,
        onAiBlocked: "default",
        defaultPauseMinutes: 0,
        defaultResponse: reply,
      },
    ],
    ["/admin/persona", savePersonaInput, { persona: builder, version: 1 }],
    [
      "/admin/persona",
      savePersonaInput,
      { persona: { mode: "custom", text: longest(PERSONA_LIMITS.custom) }, version: 1 },
    ],
    [
      "/admin/persona",
      sampleInput,
      {
        text: longest(MAX_SAMPLE_CHARACTERS),
        rule: { prompt: longest(REPLY_CONFIG_LIMITS.promptCharacters) },
      },
    ],
  ])("holds the largest value of its action (%s, %#)", (path, schema, largest) => {
    expect(schema.safeParse(largest).error?.issues ?? []).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify([largest]))).toBeLessThan(bodyLimit(path));
  });

  it("is 16 kB where nothing large is sent, and 5 MB for a list of rules", () => {
    expect(["/", "/sign-in", "/sign-in/link", "/admin", "/admin/billing"].map(bodyLimit)).toEqual(
      Array(5).fill(16_384),
    );
    expect(bodyLimit("/admin/rules/whatsapp/x")).toBe(5 * 1024 * 1024);
  });
});

it("refuses more than that, announced or not, and nothing else", async () => {
  const send = async (bytes: number, headers: Record<string, string> = {}) => {
    const body = "x".repeat(bytes);
    return (await refuseBody(new Request("http://localhost/sign-in", { method: "POST", body, headers })))?.status;
  };
  expect([await send(16_385), await send(16_384), await send(1, { "content-length": "16385" })]).toEqual([
    413,
    undefined,
    413,
  ]);
  expect(await refuseBody(new Request("http://localhost/sign-in"))).toBeNull();
});
