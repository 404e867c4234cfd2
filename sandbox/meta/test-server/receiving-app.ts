/** A tiny app for tests: takes webhooks, keeps their raw bytes, answers what it is told, says when one arrives. */
import { once } from "node:events";
import { createServer } from "node:http";

export interface ReceivedWebhook {
  raw: string;
  signature: string;
  items: ReceivedItem[];
}

/** One message, status or echo, or a whole change about an account, wherever in the body it stood. */
export interface ReceivedItem {
  field: string;
  numberId: string;
  contacts: unknown[];
  message?: { id: string; type: string; from?: string; text?: { body: string } };
  status?: { id: string; status: string; [trait: string]: unknown };
  echo?: { id: string; type: string; to?: string; [trait: string]: unknown };
  account?: { entryId: string; time?: number | string; value: Record<string, unknown> };
}

export interface ReceivingApp {
  url: string;
  port: number;
  received: ReceivedWebhook[];
  /** The next answers, in order; 200 when none is left. */
  answers: number[];
  /** Resolves with the first `count` items that fit, from the start or as they arrive. */
  items(count: number, fits: (item: ReceivedItem) => boolean): Promise<ReceivedItem[]>;
  /** Resolves when this many webhooks have arrived in all. */
  webhooks(count: number): Promise<ReceivedWebhook[]>;
  close(): Promise<void>;
}

interface Body {
  entry: {
    id: string;
    time?: number | string;
    changes: {
      field: string;
      value: {
        metadata?: { phone_number_id: string };
        contacts?: unknown[];
        messages?: ReceivedItem["message"][];
        statuses?: ReceivedItem["status"][];
        message_echoes?: ReceivedItem["echo"][];
      };
    }[];
  }[];
}

function itemsOf(raw: string): ReceivedItem[] {
  const body: Body = JSON.parse(raw);
  return body.entry
    .flatMap(({ id, time, changes }) => changes.map((change) => ({ ...change, id, time })))
    .flatMap(({ field, value, id, time }): ReceivedItem[] => {
      if (!value.metadata) {
        return [{ field, numberId: "", contacts: [], account: { entryId: id, time, value: { ...value } } }];
      }
      const common = { field, numberId: value.metadata.phone_number_id, contacts: value.contacts ?? [] };
      return [
        ...(value.messages ?? []).map((message) => ({ ...common, message })),
        ...(value.statuses ?? []).map((status) => ({ ...common, status })),
        ...(value.message_echoes ?? []).map((echo) => ({ ...common, echo })),
      ];
    });
}

export async function startReceivingApp(port = 0): Promise<ReceivingApp> {
  const received: ReceivedWebhook[] = [];
  const answers: number[] = [];
  const arrivals = new Set<() => void>();
  const until = <Found>(find: () => Found | undefined): Promise<Found> =>
    new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        arrivals.delete(look);
        resolve(found);
      };
      arrivals.add(look);
      look();
    });
  const server = createServer(async (request, response) => {
    if (request.method === "GET") {
      const query = new URL(request.url ?? "/", "http://app").searchParams;
      response.statusCode = query.get("hub.verify_token") === "verify-me" ? 200 : 403;
      response.end(query.get("hub.challenge"));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString("latin1");
    response.statusCode = answers.shift() ?? 200;
    response.end();
    received.push({ raw, signature: String(request.headers["x-hub-signature-256"]), items: itemsOf(raw) });
    for (const look of arrivals) look();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const actualPort = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    port: actualPort,
    received,
    answers,
    items: (count, fits) =>
      until(() => {
        const found = received.flatMap(({ items }) => items).filter(fits);
        return found.length >= count ? found.slice(0, count) : undefined;
      }),
    webhooks: (count) => until(() => (received.length >= count ? [...received] : undefined)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
