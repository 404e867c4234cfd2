import type { CallLog } from "./call-log";
import { type FaultTable, readFaults } from "./fault-table";
import type { StandInRoute } from "./route";

/** The addresses under `/_sandbox/` that every HTTP stand-in has for tests. */
export function controlRoutes(options: {
  name: string;
  describe: string;
  calls: CallLog;
  faults: FaultTable;
}): StandInRoute[] {
  const { calls, faults } = options;
  const route = (method: string, path: string, answer: (body: unknown) => unknown): StandInRoute => ({
    method,
    pattern: new RegExp(`^/_sandbox${path}/?$`),
    op: "_sandbox",
    log: false,
    handle: async ({ body }) => ({ status: 200, body: answer(body) }),
  });
  return [
    route("GET", "", () => ({ name: options.name, describe: options.describe })),
    {
      ...route("GET", "/calls", () => null),
      // `?after=n`: only what came later than that call, for who looks again and again.
      handle: async ({ query }) => {
        const after = Number(query.get("after") ?? 0);
        return { status: 200, body: after > 0 ? calls.all().filter(({ n }) => n > after) : calls.all() };
      },
    },
    route("DELETE", "/calls", () => {
      calls.clear();
      return { ok: true };
    }),
    route("GET", "/faults", () => faults.remaining()),
    {
      ...route("POST", "/faults", () => null),
      async handle({ body }) {
        try {
          faults.add(readFaults(body));
          return { status: 200, body: { ok: true } };
        } catch (error) {
          return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
        }
      },
    },
    route("DELETE", "/faults", () => {
      faults.clear();
      return { ok: true };
    }),
    route("POST", "/release", (body) => {
      const wanted = new Map<string, unknown>(typeof body === "object" && body !== null ? Object.entries(body) : []);
      const op = wanted.get("op");
      return {
        released: faults.release(wanted.get("drop") === true ? "drop" : "go", typeof op === "string" ? op : undefined),
      };
    }),
  ];
}
