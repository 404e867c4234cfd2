import { describe, expect, it } from "vitest";
import { cannedLimit, REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import { CHANNEL_TRAITS, type ChannelTraits, checkedPlaces, type PlannedChannel, readChannel } from "./channel-traits";

const HOUR_MS = 3_600_000;

/** The channels to come as their vendors document them: the table's type has a word for each. */
const PLANNED = {
  instagram: {
    name: "Instagram",
    promptNoun: "Instagram",
    contentPolicy: "Instagram's commerce policy",
    textLimit: { max: 1_000, unit: "bytes" },
    replyWindowMs: 24 * HOUR_MS,
    typing: true,
    readMarks: true,
    statuses: false,
    threads: false,
    formatting: "plain-text",
    unknownSend: "give-up-after-hold",
  },
  email: {
    name: "E-mail",
    promptNoun: "e-mail",
    contentPolicy: "mail providers' acceptable use policy",
    textLimit: { max: 20_000, unit: "characters" },
    replyWindowMs: null,
    typing: false,
    readMarks: false,
    statuses: false,
    threads: true,
    formatting: "plain-and-html",
    unknownSend: "give-up-after-hold",
  },
  discord: {
    name: "Discord",
    promptNoun: "Discord",
    contentPolicy: "Discord's terms of service",
    textLimit: { max: 2_000, unit: "characters" },
    replyWindowMs: null,
    typing: true,
    readMarks: false,
    statuses: false,
    threads: true,
    formatting: "markdown",
    unknownSend: "ask-by-key",
  },
} as const satisfies Record<PlannedChannel, ChannelTraits>;

describe("the channels' traits", () => {
  it.each(Object.entries<ChannelTraits>(CHANNEL_TRAITS))("of %s go together", (_channel, traits) => {
    // Who waits for reports that nobody sends would send everything twice.
    if (traits.unknownSend === "statuses") expect(traits.statuses).toBe(true);
    expect(traits.textLimit.max).toBeGreaterThan(0);
  });

  it("let WhatsApp take the longest fixed text that a reply config may hold", () => {
    expect(CHANNEL_TRAITS.whatsapp.textLimit).toEqual({
      max: REPLY_CONFIG_LIMITS.cannedCharacters,
      unit: "characters",
    });
  });

  it("bound a fixed text by the smaller of what the channel takes and what a config holds", () => {
    expect(cannedLimit(CHANNEL_TRAITS.whatsapp.textLimit)).toEqual({ max: 4_096, unit: "characters" });
    expect(cannedLimit(PLANNED.instagram.textLimit)).toEqual({ max: 1_000, unit: "bytes" });
    expect(cannedLimit(PLANNED.email.textLimit)).toEqual({ max: 4_096, unit: "characters" });
  });

  it("name every place that a business's texts may be sent to, each once", () => {
    expect(checkedPlaces()).toEqual({ noun: "WhatsApp", policy: "WhatsApp's commerce policy" });
    const all = [CHANNEL_TRAITS.whatsapp, PLANNED.instagram, PLANNED.instagram, PLANNED.email];
    expect(checkedPlaces(all)).toEqual({
      noun: "WhatsApp and Instagram and e-mail",
      policy: "WhatsApp's commerce policy and Instagram's commerce policy and mail providers' acceptable use policy",
    });
  });
});

it.each([
  ["whatsapp", { kind: "built", channel: "whatsapp" }],
  ["instagram", { kind: "planned", name: "Instagram" }],
  ["email", { kind: "planned", name: "E-mail" }],
  ["discord", { kind: "planned", name: "Discord" }],
  ["WhatsApp", { kind: "unknown" }],
  ["constructor", { kind: "unknown" }],
  ["", { kind: "unknown" }],
])("%j in an address is read", (word, read) => {
  expect(readChannel(word)).toEqual(read);
});
