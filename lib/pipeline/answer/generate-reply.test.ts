import { expect, it } from "vitest";
import { createPipelineWorld, customerMessage } from "@/lib/testing/pipeline/pipeline-world";
import { ingestDelivery } from "../receive/ingest-delivery";
import type { GenerateResult, Scanned } from "./generate-reply";

/** A promise, and what ends it. */
function later<T>() {
  let end: (value: T) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { promise, end, fail };
}

/** A customer's message that the AI is to answer, and what was begun of its answer, in order. */
async function open() {
  const world = createPipelineWorld({ wait_seconds: 0 });
  world.owner.config.default_rule.response = { kind: "prompt", text: "Be kind." };
  const begun: string[] = [];
  const scan = later<Scanned>();
  const draft = later<GenerateResult>();
  world.scan = () => {
    begun.push("scan");
    return scan.promise;
  };
  world.generate = () => {
    begun.push("generate");
    return draft.promise;
  };
  world.onCall = (port, when) => {
    if (port === "records.reserveCredit" && when === "after") begun.push("reserve");
  };
  const delivery = {
    ...{ channel: "whatsapp", messages: [customerMessage("1", "hello")], statuses: [], echoes: [], skipped: [] },
    displayAddresses: new Map<string, string>(),
  } as const;
  const { wakeUps } = await ingestDelivery(world.ports, delivery as never);
  const [wakeUp] = wakeUps;
  if (!wakeUp) throw new Error("no wake-up");
  const attended = world.attend(wakeUp.conversation, wakeUp.dueAt);
  const bothBegun = () => expect.poll(() => begun).toEqual(["reserve", "scan", "generate"]);
  return { world, begun, scan, draft, attended, bothBegun };
}

const DRAFT: GenerateResult = { kind: "draft", text: "Which day?", handoff: false };

it("scans a message while its answer is written, its credit reserved before both, and waits for a late scan", async () => {
  const { world, scan, draft, attended, bothBegun } = await open();
  await bothBegun();
  draft.end(DRAFT);
  await new Promise((resolve) => setImmediate(resolve));
  expect(world.accepted).toEqual([]);
  scan.end({ kind: "admitted" });
  await attended;
  expect(world.accepted.map(({ text }) => text)).toEqual(["Which day?"]);
});

it("throws the answer to a flagged message away, whichever comes first", async () => {
  for (const draftFirst of [true, false]) {
    const { world, scan, draft, attended, bothBegun } = await open();
    await bothBegun();
    if (draftFirst) draft.end(DRAFT);
    scan.end({ kind: "blocked", reason: "injection_flagged" });
    await attended;
    draft.end(DRAFT);
    expect(world.accepted).toEqual([]);
    expect([...world.turns.values()]).toMatchObject([{ outcome: "silent", reason: "injection_flagged" }]);
  }
});

it("asks a scan that was down by itself from the second try on, so that no draft is paid for in vain", async () => {
  const { world, begun, scan, draft, attended, bothBegun } = await open();
  await bothBegun();
  scan.end({ kind: "undecided", reason: "injection_scan_down" });
  draft.end(DRAFT);
  let tries = 0;
  world.scan = async () => {
    tries += 1;
    begun.push("scan again");
    return tries < 2 ? { kind: "undecided", reason: "injection_scan_down" } : { kind: "admitted" };
  };
  await attended;
  expect(begun.slice(3)).toEqual(["reserve", "scan again", "reserve", "scan again", "generate"]);
  expect(world.accepted).toHaveLength(1);
});

it("is not disturbed by a draft that fails after its scan said no", async () => {
  const { world, scan, draft, attended, bothBegun } = await open();
  await bothBegun();
  scan.end({ kind: "blocked", reason: "injection_flagged" });
  draft.fail(new Error("away"));
  await attended;
  expect([...world.turns.values()]).toMatchObject([{ reason: "injection_flagged" }]);
});
