import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Json, mutateJson } from "@/lib/testing/fixtures/mutate-json";
import { delivery, knownShapes, textMessage } from "@/lib/testing/fixtures/whatsapp-deliveries";
import { createPipelineWorld, DEMO_ACCOUNT, T0 } from "@/lib/testing/pipeline/pipeline-world";
import { propertyRuns } from "@/lib/testing/property-runs";
import { createCapacity } from "@/lib/wiring/capacity";
import { receiveWhatsapp } from "@/lib/wiring/channels";
import { type DoorBinding, receiveDelivery } from "./meta-webhook";

const SECRET = "an-app-secret";
const binding = receiveWhatsapp({ META_APP_SECRET: SECRET, WHATSAPP_VERIFY_TOKEN: "a-verify-token" }) as DoorBinding;

/** So many broken entries stand in one delivery, each between two that are whole. */
const PER_DELIVERY = 20;

/** A million takes a few minutes: `FC_RUNS=250 npx vitest run lib/web/routes/fuzz-deliveries.test.ts`. */
const CASES = propertyRuns(200) * PER_DELIVERY;

const neighbour = (id: string): Json => {
  const message = textMessage({ id, body: "hello", timestamp: String(T0 / 1000) });
  const body = delivery([message], { numberId: DEMO_ACCOUNT.externalId });
  return Array.isArray(body.entry) ? (body.entry[0] ?? null) : null;
};
const neighbours = Array.from({ length: PER_DELIVERY + 1 }, (_, index) => neighbour(`whole-${index}`));

/** The entries of a body, or what stands in their place. */
const entriesOf = (body: Json): Json[] => {
  const entry =
    typeof body === "object" && body !== null && !Array.isArray(body) && "entry" in body ? body.entry : body;
  return Array.isArray(entry) ? entry : [entry ?? null];
};

const between = (bodies: readonly Json[]): string => {
  const entry = neighbours.flatMap((whole, index) => [
    whole,
    ...(index < bodies.length ? entriesOf(bodies[index] ?? null) : []),
  ]);
  return JSON.stringify({ object: "whatsapp_business_account", entry });
};

const bodies = fc.array(
  fc.constantFrom(...knownShapes).chain(({ body }) => mutateJson(body)),
  { minLength: PER_DELIVERY, maxLength: PER_DELIVERY },
);

it(`gives every signed body its 200 and every neighbour its place, in ${CASES} mutated deliveries`, async () => {
  await fc.assert(
    fc.asyncProperty(bodies, async (mutated) => {
      const world = createPipelineWorld();
      const body = between(mutated);
      const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
      const request = new Request("http://localhost/webhook/whatsapp", {
        method: "POST",
        body,
        headers: { "x-hub-signature-256": signature },
      });
      const capacity = createCapacity(() => 0, world.now, world.ports.log);
      const { response } = await receiveDelivery({ ports: world.ports, capacity }, binding, request);
      expect(response.status).toBe(200);
      const stored = new Set(world.messages.map(({ inboundId }) => inboundId));
      expect(neighbours.filter((_, index) => !stored.has(`whole-${index}`))).toEqual([]);
      expect(world.logged).not.toContain("webhook.not_stored");
    }),
    { numRuns: CASES / PER_DELIVERY },
  );
}, 1_800_000);
