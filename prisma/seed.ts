import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { AppError } from "../lib/core/errors";
import { environment } from "../lib/env/environment";
import type { ReplyRule } from "../lib/rules/config/reply-config";
import { connectOperator } from "../lib/wiring/operator";

/** The number that the sandbox's phone writes to. */
const DEMO_NUMBER = {
  externalId: "200000000000001",
  displayAddress: "+1 555 010 0001",
  providerName: "Demo Salon",
};

/** Whom the start page's "Enter as the demo owner" signs in. */
const DEMO_OWNER = "demo-owner@demo.example";

const DEMO_RULES: ReplyRule[] = [
  {
    id: "hours",
    label: "Hours / location",
    matcher: { kind: "static_text", keywords: ["hours", "open", "closed", "address"] },
    response: { kind: "canned", text: "We're open 7am–7pm every day. Come say hi! ☕" },
  },
  {
    id: "booking",
    label: "Booking requests",
    matcher: {
      kind: "prompt",
      description: "wants to book, reschedule, or check availability for an appointment",
      threshold: 0.72,
    },
    response: {
      kind: "prompt",
      text: "Ask which service and which day they prefer; mention a stylist will confirm shortly.",
    },
  },
];

/** One demo tenant with one number. Run again it changes nothing: what the owner edited stays. */
async function seed(): Promise<void> {
  const operator = connectOperator(environment());
  try {
    await operator.records.ensureTenant("demo", "Demo Salon");
    await operator.records.ensureOwner("demo", DEMO_OWNER);
    await operator.records.addAccounts("demo", "whatsapp", [DEMO_NUMBER], { ...newAccountConfig(), rules: DEMO_RULES });
    console.log("seeded: tenant demo, the number of the sandbox's phone");
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
    console.log("seeded before");
  } finally {
    await operator.close();
  }
}

seed().catch((error: unknown) => {
  console.error(`seed failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
