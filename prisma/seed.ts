import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { AppError } from "../lib/core/errors";
import { environment } from "../lib/env/environment";
import type { Facts } from "../lib/facts/facts";
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
      // A description alone is far from what customers write: "I'd like a haircut on friday" has none of its words.
      examples: [
        "could you fit me in for a trim this week?",
        "please book me in for a cut",
        "any time free for highlights next week?",
      ],
      threshold: 0.72,
    },
    response: {
      kind: "prompt",
      text: "Ask which service and which day they prefer; mention a stylist will confirm shortly.",
    },
  },
];

const DAILY: [string, string][] = [["07:00", "19:00"]];

/** Open as the canned rule says. */
const DEMO_FACTS: Facts = {
  time_zone: "Europe/Berlin",
  hours: { mon: DAILY, tue: DAILY, wed: DAILY, thu: DAILY, fri: DAILY, sat: DAILY, sun: DAILY },
  address: "Lindenweg 3, 10969 Berlin",
  map_link: "https://maps.example/demo-salon",
  phone: "+1 555 010 0001",
  email: "hello@demo-salon.example",
  website: "https://demo-salon.example",
  services: [
    { name: "Women's cut", price: "48.00", currency: "EUR", minutes: 60, note: "wash and blow-dry included" },
    { name: "Men's cut", price: "32.00", currency: "EUR", minutes: 30 },
    { name: "Colour", price: "75.00", currency: "EUR", minutes: 120 },
    { name: "Balayage", price: "140.00", currency: "EUR", minutes: 180, note: "cut not included" },
    { name: "Beard trim", price: "18.00", currency: "EUR", minutes: 20 },
  ],
  policies: [
    { topic: "cancelling", text: "Free until 24 hours before the appointment; later we charge half of the price." },
  ],
  questions: [
    { question: "Can I pay by card?", answer: "Yes, by card, by phone or in cash." },
    {
      question: "Do I need an appointment?",
      answer: "Better with one; without, we take whoever comes while a chair is free.",
    },
    { question: "Where can I park?", answer: "In the street in front of the salon, free after 18:00." },
  ],
};

/** One demo tenant with one number. Run again it changes nothing: what the owner edited stays. */
async function seed(): Promise<void> {
  const operator = connectOperator(environment());
  try {
    await operator.records.ensureTenant("demo", "Demo Salon");
    await operator.records.ensureOwner("demo", DEMO_OWNER);
    await operator.facts.ensure("demo", DEMO_FACTS);
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
