import { expect, inject, it } from "vitest";
import { connectRedis } from "./connect-redis";
import { createIncidentStore } from "./incident-store";

const redis = connectRedis(inject("otherRedisUrl"), inject("redisToken"));
const incident = { status: 404, code: "5007", parameter: null, call: "judge", since: "2026-01-01T00:00:00.000Z" };

it("holds one incident, which only an answer to what began it ends", async () => {
  const [one, other] = [createIncidentStore(redis), createIncidentStore(redis)];
  expect(await one.read()).toBeNull();
  const opened = await Promise.all([
    one.open(incident),
    other.open({ ...incident, call: "generate" }),
    one.open(incident),
  ]);
  expect(opened.filter(Boolean)).toHaveLength(1);
  const found = await other.read();
  expect(found).toMatchObject({ status: 404, code: "5007" });
  const call = found?.call ?? "";
  expect([await one.close("jud"), await one.close("embed"), await other.close(call), await one.close(call)]).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(await one.read()).toBeNull();
});

it("says that it can't be reached", async () => {
  const nowhere = createIncidentStore(connectRedis("http://127.0.0.1:9", "token"));
  await expect(nowhere.open(incident)).rejects.toMatchObject({ vendor: "redis", retryable: true });
});
