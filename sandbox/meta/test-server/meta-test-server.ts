/** Starts the stand-in and a receiving app for a test, with short ways to call both. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MetaOptions, startMeta } from "../start-meta";
import { type ReceivingApp, startReceivingApp } from "./receiving-app";

const platformToken = "platform-token";
export const platformWaba = "900000000000001";
export const appSecret = "sandbox-app-secret";

export interface Answer<Body> {
  status: number;
  body: Body;
}

export interface MetaBench {
  app: ReceivingApp;
  url: string;
  dataDir: string;
  /** A Graph call with a token (the platform's if none is given; null for none). */
  graph<Body = GraphBody>(method: string, path: string, body?: unknown, token?: string | null): Promise<Answer<Body>>;
  /** A call under `/_sandbox`. */
  sandbox<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
  /** Resolves when a pushed change of the phones fits; subscribed before `act` runs. */
  change(act: () => unknown, fits: (change: PushedChange) => boolean): Promise<PushedChange>;
  close(): Promise<void>;
}

export interface GraphBody {
  messages: { id: string }[];
  contacts: Record<string, string>[];
  error: { code: number; error_subcode?: number; message: string; type: string; fbtrace_id: string };
  [field: string]: unknown;
}

export interface PushedChange {
  numberId: string;
  customer: string;
  message?: { id: string; direction: string; text: string; state: string; callbackData?: string };
  typing?: boolean;
}

export async function startMetaBench(options: Partial<MetaOptions> = {}): Promise<MetaBench> {
  const app = await startReceivingApp();
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "meta-stand-in-")));
  const meta = await startMeta({
    port: 0,
    host: "127.0.0.1",
    appUrl: app.url,
    appSecret,
    accessToken: platformToken,
    wabaId: platformWaba,
    verifyToken: "verify-me",
    dataDir,
    ...options,
  });
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await fetch(`${meta.url}${path}`, {
      method,
      headers: { ...json, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return {
    app,
    url: meta.url,
    dataDir,
    graph: (method, path, body, token = platformToken) =>
      call(method, `/v26.0/${path}`, body, token === null ? {} : { authorization: `Bearer ${token}` }),
    sandbox: (method, path, body) => call(method, `/_sandbox/${path}`, body, {}),
    change: (act, fits) => nextChange(`${meta.url}/_sandbox/phone/events`, act, fits),
    close: async () => {
      await meta.close();
      await app.close();
      if (!options.dataDir) await rm(dataDir, { recursive: true });
    },
  };
}

async function nextChange(
  url: string,
  act: () => unknown,
  fits: (change: PushedChange) => boolean,
): Promise<PushedChange> {
  const stop = new AbortController();
  const answer = await fetch(url, { signal: stop.signal });
  if (!answer.body) throw new Error("the events have no body");
  await act();
  let rest = "";
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const events = `${rest}${chunk}`.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      const change: PushedChange = JSON.parse(data);
      if (!fits(change)) continue;
      stop.abort();
      return change;
    }
  }
  throw new Error("the events ended without the change that was waited for");
}

/** The body of an ordinary text to the default customer. */
export function textTo(to: string, body: string, callbackData?: string): object {
  return {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to,
    type: "text",
    text: { body },
    ...(callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData }),
  };
}
