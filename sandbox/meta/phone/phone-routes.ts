/**
 * The customers' phones over HTTP, for the page, the terminal and tests (not an address of Meta's).
 * `POST /_sandbox/phone/messages` → 202 `{id, at}` (`namedBy`: whether the webhook names the customer by `both` addresses,
 * by `phone` or by `user_id` alone), `GET /_sandbox/phone/thread` → `{messages, typing, open}`,
 * `GET /_sandbox/phone/events` (server-sent events), `POST /_sandbox/phone/open`.
 */
import { PassThrough } from "node:stream";
import * as z from "zod";
import { readControlBody } from "../../http/request-body";
import type { StandInAnswer, StandInRoute } from "../../http/route";
import type { MediaShelf } from "../media/media-shelf";
import type { WebhookCourier } from "../webhooks/deliver-webhooks";
import type { StatusRhythm } from "../webhooks/status-rhythm";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { demoNumber, type MetaWorld } from "../world/meta-world";
import type { PhoneThreads } from "../world/phone-threads";
import { customerOf, exampleMessage, exampleTypes, namings, rawMessage } from "./customer-message";

/** The customer who writes when none is named. */
export const defaultCustomer = { phone: "15550100100", name: "Alex" } as const;

export const phoneDigits = z
  .string()
  .transform((value) => value.replace(/[+\s().-]/g, ""))
  .pipe(z.string().regex(/^\d{5,15}$/, "a phone number"));
const numberId = z.string().regex(/^\d+$/, "digits").default(demoNumber.id);

const newMessage = z.object({
  numberId,
  from: phoneDigits.optional(),
  userId: z.string().min(1).optional(),
  name: z.string().optional(),
  username: z.string().optional(),
  namedBy: z.enum(namings).default("both"),
  text: z.string().optional(),
  type: z.enum(exampleTypes).default("text"),
  message: z.record(z.string(), z.unknown()).optional(),
});

const opening = z.object({
  numberId,
  from: phoneDigits.optional(),
  userId: z.string().optional(),
  open: z.boolean(),
});

export interface PhoneParts {
  world: MetaWorld;
  threads: PhoneThreads;
  courier: WebhookCourier;
  target: WebhookTarget;
  statuses: StatusRhythm;
  shelf: MediaShelf;
}

export function phoneRoutes(parts: PhoneParts): StandInRoute[] {
  const base = { op: "_sandbox", log: false } as const;
  return [
    {
      ...base,
      method: "POST",
      pattern: /^\/_sandbox\/phone\/messages$/,
      handle: async ({ body }) => readControlBody(newMessage, body, (given) => write(parts, given)),
    },
    {
      ...base,
      method: "GET",
      pattern: /^\/_sandbox\/phone\/thread$/,
      handle: async ({ query }) => {
        const address = query.get("from")?.replace(/[+\s().-]/g, "") ?? query.get("userId") ?? defaultCustomer.phone;
        const found = parts.threads.read(
          query.get("numberId") ?? demoNumber.id,
          address,
          query.get("after") ?? undefined,
        );
        return { status: 200, body: found };
      },
    },
    { ...base, method: "GET", pattern: /^\/_sandbox\/phone\/events$/, handle: async () => events(parts.threads) },
    {
      ...base,
      method: "POST",
      pattern: /^\/_sandbox\/phone\/open$/,
      handle: async ({ body }) =>
        readControlBody(opening, body, (given) => {
          const address = given.from ?? given.userId ?? defaultCustomer.phone;
          for (const id of parts.threads.setOpen(given.numberId, address, given.open))
            parts.statuses.report(id, "read");
          return { status: 200, body: { ok: true } };
        }),
    },
  ];
}

function write(parts: PhoneParts, given: z.infer<typeof newMessage>): StandInAnswer {
  if (given.message === undefined && given.type === "text" && !given.text?.trim()) {
    return { status: 400, body: { error: "text: expected something to say" } };
  }
  const { world, threads, courier, target, shelf } = parts;
  const number = world.ensureNumber(given.numberId);
  const phone = given.from ?? (given.userId === undefined ? defaultCustomer.phone : undefined);
  const customer = customerOf({ ...given, phone, name: given.name ?? defaultCustomer.name });
  const made = given.message
    ? rawMessage(customer, given.message)
    : exampleMessage(customer, given.type, given.text ?? "", (mimeType) => {
        const media = shelf.sample(number.wabaId, mimeType);
        const { id, sha256 } = media;
        // Meta writes it in base64 here, and in hex in the object itself.
        return { mime_type: mimeType, sha256: sha256.toString("base64"), id, url: shelf.addressOf(media, "webhook") };
      });
  if (phone) threads.link(customer.userId, phone);
  threads.setProfile(phone ?? customer.userId, made.contact.profile ?? { name: customer.name });
  const at = new Date().toISOString();
  const thread = phone ?? threads.customerOf(customer.userId);
  threads.add(number.id, thread, { id: made.id, direction: "in", text: made.text, at, state: "sent" });
  const url = target.of(number);
  // Nobody listens to an unregistered number or an unsubscribed WABA: the message keeps its single tick.
  if (url && number.registered) {
    courier.dispatch(
      url,
      {
        wabaId: number.wabaId,
        numberId: number.id,
        displayPhoneNumber: number.displayPhoneNumber,
        item: { kind: "message", contact: made.contact, message: made.message },
      },
      () => threads.advance(made.id, "delivered"),
    );
  }
  return { status: 202, body: { id: made.id, at } };
}

/** `event: message` and `event: typing`, each with the thread's `numberId` and `customer`; a comment every 15 s. */
function events(threads: PhoneThreads): StandInAnswer {
  const stream = new PassThrough();
  stream.write(": open\n\n");
  const unsubscribe = threads.subscribe(({ kind, ...change }) => {
    stream.write(`event: ${kind}\ndata: ${JSON.stringify(change)}\n\n`);
  });
  const beat = setInterval(() => stream.write(": still here\n\n"), 15_000);
  stream.on("close", () => {
    clearInterval(beat);
    unsubscribe();
  });
  return {
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform" },
    body: stream,
  };
}
