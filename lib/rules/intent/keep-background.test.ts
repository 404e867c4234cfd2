import { describe, expect, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import type { PhraseVector } from "./automatic-rules";
import { type BackgroundPorts, createBackgroundKeeper } from "./keep-background";
import { NOBODYS_LINES } from "./nobodys-lines";

function world({ stored = [] as PhraseVector[], wanted = true } = {}) {
  const asked: string[][] = [];
  let loads = 0;
  const state = { stored: [...stored], down: false };
  const ports: BackgroundPorts = {
    records: {
      load: async (earlier) => {
        loads += 1;
        return earlier ? [] : state.stored;
      },
      store: async (lines) => void state.stored.push(...lines),
      isWanted: async () => wanted,
    },
    embed: async (texts) => {
      asked.push([...texts]);
      if (state.down) throw new UpstreamError("workers-ai", "embed", true, "HTTP 500");
      return texts.map((_, at) => Float32Array.from([1, at / 1_000]));
    },
  };
  return { keeper: createBackgroundKeeper(ports), asked, state, loads: () => loads };
}

const withVectors = (lines: readonly string[]): PhraseVector[] =>
  lines.map((phrase, at) => ({ phrase, vector: Float32Array.from([1, at / 1_000]) }));

describe("nobody's lines", () => {
  it("are each there once, and short enough for any model", () => {
    expect(new Set(NOBODYS_LINES).size).toBe(NOBODYS_LINES.length);
    for (const line of NOBODYS_LINES) expect(line.length).toBeLessThan(200);
  });

  it("are embedded when a rule wants them, once, also where two ask at the same time", async () => {
    const { keeper, asked, state } = world();
    expect(await keeper.read(null)).toBeNull();
    await Promise.all([keeper.makeIfWanted(), keeper.make()]);
    await keeper.makeIfWanted();
    expect(asked).toEqual([NOBODYS_LINES]);
    expect(state.stored).toHaveLength(NOBODYS_LINES.length);
    expect((await keeper.read(null))?.lines).toHaveLength(NOBODYS_LINES.length);
  });

  it("are not embedded where nobody has an automatic rule, and never because a customer waits", async () => {
    const { keeper, asked } = world({ wanted: false });
    await keeper.makeIfWanted();
    expect(await keeper.read(null)).toBeNull();
    expect(asked).toEqual([]);
  });

  it("that are missing alone are asked for, and serve without a few meanwhile", async () => {
    const { keeper, asked } = world({ stored: withVectors(NOBODYS_LINES.slice(5)) });
    expect((await keeper.read(null))?.lines).toHaveLength(NOBODYS_LINES.length - 5);
    await keeper.make();
    expect(asked).toEqual([NOBODYS_LINES.slice(0, 5)]);
  });

  it("of a release before are not counted", async () => {
    const { keeper } = world({ stored: withVectors(NOBODYS_LINES.map((line) => `${line}, once`)) });
    expect(await keeper.read(null)).toBeNull();
  });

  it("are read once a process when they are whole, and asked for again after a service was down", async () => {
    const { keeper, state, loads } = world();
    state.down = true;
    await expect(keeper.make()).rejects.toThrow(UpstreamError);
    state.down = false;
    await keeper.make();
    const before = loads();
    await keeper.read(null);
    await keeper.make();
    expect(loads()).toBe(before);
  });
});
