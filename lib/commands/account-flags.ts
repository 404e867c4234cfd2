import { parseArgs } from "node:util";
import type { AccountKey } from "@/lib/accounts/account";
import { readChannel } from "@/lib/channels/channel-traits";
import { CHANNELS, type Channel } from "@/lib/channels/inbound-message";
import { AppError } from "@/lib/core/errors";

export const USAGE = `account add --tenant SLUG --external-id ID --display-address ADDRESS   (several: repeat both flags)
account list
account show --external-id ID [--config]   (with --config the reply config alone, as config takes it)
account config --external-id ID --file reply-config.json
account repair --external-id ID
account assign --tenant SLUG --external-id ID   (lets that tenant connect an account that the platform's token reaches)
account reseal   (after a new encryption key was put in front: seals stored tokens with it)
--channel takes ${CHANNELS.join(", ")}; without it, list shows all channels and the others mean whatsapp
--external-id is the channel's own id: on WhatsApp the phone number id; its older name, --phone-number-id, still works
--display-address is what customers see: on WhatsApp the phone number; its older name, --display-phone, still works
--tenant also takes the tenant's id, or its owner's email
each also with --json`;

const OPTIONS = {
  tenant: { type: "string" },
  channel: { type: "string" },
  "external-id": { type: "string", multiple: true },
  "phone-number-id": { type: "string", multiple: true },
  "display-address": { type: "string", multiple: true },
  "display-phone": { type: "string", multiple: true },
  file: { type: "string" },
  config: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** What an id and an address of a channel look like, and how to say so. */
const SHAPES = {
  whatsapp: {
    externalId: { pattern: /^\d{1,40}$/, expected: "digits only" },
    displayAddress: { pattern: /^\+?[\d ()./-]{3,40}$/, expected: "a phone number such as +1 555 010 0001" },
  },
} as const satisfies Record<Channel, Record<"externalId" | "displayAddress", { pattern: RegExp; expected: string }>>;

export type AccountFlags = ReturnType<typeof readAccountFlags>["values"];

export const readAccountFlags = (args?: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

export function required(flags: AccountFlags, name: "tenant" | "file"): string {
  const value = flags[name];
  if (!value) throw new AppError("invalid_input", `--${name} is missing\n\n${USAGE}`);
  return value;
}

export function channelOf({ channel = "whatsapp" }: AccountFlags): Channel {
  const read = readChannel(channel);
  if (read.kind === "built") return read.channel;
  if (read.kind === "planned")
    throw new AppError("invalid_input", `--channel ${channel}: ${read.name} is not built yet`);
  throw new AppError("invalid_input", `--channel ${channel}: expected ${CHANNELS.join(" or ")}`);
}

const externalIds = (flags: AccountFlags): string[] => [
  ...(flags["external-id"] ?? []),
  ...(flags["phone-number-id"] ?? []),
];

export function oneAccount(flags: AccountFlags): AccountKey {
  const [externalId, ...more] = externalIds(flags);
  if (!externalId || more.length > 0) throw new AppError("invalid_input", `expected one --external-id\n\n${USAGE}`);
  const channel = channelOf(flags);
  return { channel, externalId: shaped(channel, "externalId", "--external-id", externalId) };
}

export function readAccounts(flags: AccountFlags): { externalId: string; displayAddress: string }[] {
  const channel = channelOf(flags);
  const ids = externalIds(flags);
  const addresses = [...(flags["display-address"] ?? []), ...(flags["display-phone"] ?? [])];
  if (ids.length === 0 || ids.length !== addresses.length) {
    const expected = "expected as many --display-address as --external-id, at least one";
    throw new AppError("invalid_input", `${expected}\n\n${USAGE}`);
  }
  return ids.map((externalId, index) => ({
    externalId: shaped(channel, "externalId", "--external-id", externalId),
    displayAddress: shaped(channel, "displayAddress", "--display-address", addresses[index] ?? ""),
  }));
}

function shaped(channel: Channel, what: "externalId" | "displayAddress", flag: string, given: string): string {
  const { pattern, expected } = SHAPES[channel][what];
  if (pattern.test(given)) return given;
  throw new AppError("invalid_input", `${flag} ${given}: expected ${expected}`);
}
