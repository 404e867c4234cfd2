/**
 * BuilderBot with one flow: `builder-bot.ts stock|tuned|mapped`. Stock sends one message at a time, ten in a second at most;
 * tuned 64 at a time, at once; mapped keeps its last entry for each customer in a map besides, where its MemoryDB looks through
 * all that were ever saved. It knows no other Graph API than Meta's: requests are sent to the stand-in before they leave.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

type Entry = { from: string; keyword?: string };
type Provider = { queue: unknown; initAll?: unknown };
type Bot = {
  createBot(parts: {
    flow: unknown;
    provider: Provider;
    database: object;
  }): Promise<{ httpServer(port: number): void }>;
  createFlow(flows: unknown[]): unknown;
  createProvider(kind: unknown, settings: object): Provider;
  addKeyword(words: string[]): { addAnswer(text: string): unknown };
  MemoryDB: new () => object;
};
type Axios = { interceptors: { request: { use(change: (config: { url?: string }) => object): void } } };

const load = createRequire(join(import.meta.dirname, "../package.json"));
// It writes logs where it is started.
process.chdir(process.env.BOT_FOLDER ?? "/nowhere");
const bot: Bot = load("@builderbot/bot");
const { MetaProvider } = load("@builderbot/provider-meta");
const besideProvider = createRequire(load.resolve("@builderbot/provider-meta"));
const axios: Axios = besideProvider("axios");
axios.interceptors.request.use((config) => ({
  ...config,
  url: (config.url ?? "").replace("https://graph.facebook.com", process.env.META_GRAPH_URL ?? ""),
}));

class MappedDatabase {
  private readonly last = new Map<string, Entry>();
  readonly listHistory: Entry[] = [];
  async getPrevByNumber(from: string): Promise<Entry | undefined> {
    return this.last.get(from);
  }
  async save(entry: Entry): Promise<void> {
    if (entry.keyword) this.last.set(entry.from, entry);
  }
}

const [mode = "stock"] = process.argv.slice(2);
const provider = bot.createProvider(MetaProvider, {
  jwtToken: process.env.WHATSAPP_ACCESS_TOKEN,
  numberId: process.env.NUMBER_ID,
  verifyToken: "bench",
  version: "v26.0",
});
if (mode !== "stock") {
  const Queue = besideProvider("queue-promise");
  provider.queue = new Queue({ concurrent: 64, interval: 0, start: true });
}
const database = mode === "mapped" ? new MappedDatabase() : new bot.MemoryDB();
const flow = bot.createFlow([bot.addKeyword(["hours"]).addAnswer("We are open from 7 to 7 every day.")]);
const { httpServer } = await bot.createBot({ flow, provider, database });
httpServer(Number(process.env.PORT));
