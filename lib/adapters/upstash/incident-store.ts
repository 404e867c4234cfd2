import type { Redis } from "@upstash/redis";
import { UpstreamError } from "@/lib/core/errors";
import type { AiIncident, AiIncidentStore } from "@/lib/notices/ai-incident";

const KEY = "incident:ai";

/** An incident that nothing ended is told again after so many seconds. */
const LIFE = 7 * 86_400;

/** The call stands first, so that nobody has to read JSON to close. KEYS: the incident; ARGV: the call. */
const CLOSE = `
local found = redis.call('GET', KEYS[1])
if found and string.sub(found, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then return redis.call('DEL', KEYS[1]) end
return 0`;

/** The one open incident of the AI service, on Upstash Redis, for all processes. */
export function createIncidentStore(redis: Redis): AiIncidentStore {
  const reach = async <T>(operation: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      throw new UpstreamError("redis", operation, true, cause instanceof Error ? cause.name : "failed");
    }
  };
  return {
    open: (incident) =>
      reach("open_incident", async () => {
        const value = `${incident.call} ${JSON.stringify(incident)}`;
        return (await redis.set(KEY, value, { nx: true, ex: LIFE })) === "OK";
      }),
    read: () =>
      reach("read_incident", async () => {
        const value = await redis.get<string>(KEY);
        return value === null ? null : (JSON.parse(value.slice(value.indexOf(" ") + 1)) as AiIncident);
      }),
    close: (call) => reach("close_incident", async () => Number(await redis.eval(CLOSE, [KEY], [call])) === 1),
  };
}
