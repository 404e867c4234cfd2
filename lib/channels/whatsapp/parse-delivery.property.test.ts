import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Json, mutateJson } from "@/lib/testing/fixtures/mutate-json";
import {
  change,
  contact,
  knownShapes,
  messageShapes,
  status,
  textMessage,
} from "@/lib/testing/fixtures/whatsapp-deliveries";
import { propertyRuns } from "@/lib/testing/property-runs";
import type { ParsedDelivery } from "../inbound-message";
import { parseDelivery } from "./parse-delivery";

const receivedAt = new Date("2026-11-20T10:00:00Z");
const parse = (body: unknown) => parseDelivery(body, receivedAt);

function expectSound({ messages, statuses }: ParsedDelivery): void {
  const seen = messages.map(({ externalId, providerMessageId }) => JSON.stringify([externalId, providerMessageId]));
  expect(new Set(seen).size).toBe(seen.length);
  for (const { providerMessageId, sender, senderAlias, senderName, kind, text, sentAt, unanswered } of messages) {
    expect(providerMessageId).toMatch(/^.{1,512}$/s);
    expect(sender?.value ?? "12345").toMatch(/^(\d{5,20}|[A-Za-z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128})$/);
    expect(senderAlias?.value ?? "12345").toMatch(/^(\d{5,20}|[A-Za-z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128})$/);
    expect(senderAlias === null || senderAlias.kind !== sender?.kind).toBe(true);
    expect(senderName).toMatch(/^\P{Control}{0,60}$/u);
    expect(kind).toMatch(/^\P{Control}{1,40}$/u);
    expect(text ?? "x").not.toMatch(/\p{Surrogate}/u);
    expect(`${providerMessageId}${text}`).not.toContain("\u0000");
    expect([...(text ?? "")].length).toBeLessThanOrEqual(16_000);
    expect(Number.isNaN(sentAt.getTime())).toBe(false);
    expect(unanswered === null && sender === null).toBe(false);
  }
  for (const { at } of statuses) expect(Number.isNaN(at.getTime())).toBe(false);
}

describe("whatever comes", () => {
  const mutatedBody = fc.constantFrom(...knownShapes).chain(({ body }) => mutateJson(body));
  const mutatedMessage = fc.constantFrom(...messageShapes).chain(({ message }) => mutateJson(message));

  it("never throws and gives sound values, for any JSON and for mutated deliveries", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mutatedBody), (body) => expectSound(parse(body))),
      { numRuns: propertyRuns(200) },
    );
  });

  it("never loses the neighbours of a broken message, status, contact, change or entry", () => {
    const before = change({ messages: [textMessage({ id: "n1" })], statuses: [status({ id: "s1" })] });
    const after = change({ messages: [textMessage({ id: "n4" })], statuses: [status({ id: "s4" })] });
    const anyChange = mutateJson(change({ messages: [textMessage()], contacts: [contact()], statuses: [status()] }));
    const anyContacts = mutateJson([contact()]);
    const any = fc.tuple(mutatedMessage, mutateJson(status()), anyContacts, anyChange, mutatedBody);
    fc.assert(
      fc.property(any, ([message, broken, contacts, brokenChange, brokenBody]) => {
        const messages = [textMessage({ id: "n2" }), message, textMessage({ id: "n3" })];
        const statuses = [status({ id: "s2" }), broken, status({ id: "s3" })];
        const changes: Json = [before, change({ messages, statuses, contacts }), brokenChange, after];
        const parsed = parse({ entry: [brokenBody, null, { changes }] });
        const wanted = (ids: string[], letter: string) =>
          ids.filter((id) => /^[ns]\d$/.test(id) && id.startsWith(letter));
        expect(
          wanted(
            parsed.messages.map(({ providerMessageId }) => providerMessageId),
            "n",
          ),
        ).toEqual(["n1", "n2", "n3", "n4"]);
        expect(
          wanted(
            parsed.statuses.map(({ providerMessageId }) => providerMessageId),
            "s",
          ),
        ).toEqual(["s1", "s2", "s3", "s4"]);
        expect(
          parsed.messages
            .filter(({ providerMessageId }) => /^n\d$/.test(providerMessageId))
            .every(({ text }) => text === "are you open on sunday?"),
        ).toBe(true);
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});
