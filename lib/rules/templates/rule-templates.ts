import {
  EXAMPLES,
  TEMPLATE_TOPICS,
  type TemplateLanguage,
  type TemplateTopic,
  type Trade,
  WANTED,
} from "./template-words";

/** A rule by meaning that its owner looks over before it is added. The label is the page's to say. */
export type RuleTemplate = {
  topic: TemplateTopic;
  /** In English, which the model knows best. */
  description: string;
  /** As customers write, in the language that was asked for. */
  examples: string[];
  response: { kind: "canned" | "prompt"; text: string };
};

/** What is asked of the AI. What it may say stands in the facts; a confirmation is always somebody's. */
const BOOKING: Readonly<Partial<Record<Trade, string>>> = {
  restaurant: "Ask for how many people, which day and what time; say that someone will confirm the table.",
  hotel: "Ask for the nights and how many guests; say that someone will confirm the room.",
  workshop: "Ask which car it is, what it needs and which day suits them; say that someone will confirm.",
};

const ANSWERS: Readonly<Record<TemplateTopic, (trade: Trade, language: TemplateLanguage) => RuleTemplate["response"]>> =
  {
    // The words that are filled in are English.
    hours: (_trade, language) =>
      language === "en"
        ? { kind: "canned", text: "Our opening hours:\n{hours_week}" }
        : { kind: "prompt", text: "Tell the opening hours as they stand in the facts, and whether it is open now." },
    location: () => ({ kind: "canned", text: "{address}\n{map_link}" }),
    prices: () => ({
      kind: "prompt",
      text: "Name the price of what they ask about as it stands in the facts. If it does not stand there, say that someone will tell them.",
    }),
    booking: (trade) => ({
      kind: "prompt",
      text:
        BOOKING[trade] ?? "Ask what they would like and which day and time they prefer; say that someone will confirm.",
    }),
    cancelling: () => ({
      kind: "prompt",
      text: "Ask which booking it is and, to move it, which day suits them. Tell what the facts say about cancelling. Say that someone will confirm.",
    }),
    late: () => ({
      kind: "prompt",
      text: "Thank them for telling. Say what the facts say about being late, and that someone will see to it.",
    }),
    parking: () => ({
      kind: "prompt",
      text: "Say what the facts say about parking. If they say nothing, say that someone will answer.",
    }),
    payment: () => ({
      kind: "prompt",
      text: "Say what the facts say about paying. If they say nothing, say that someone will answer.",
    }),
  };

const DESCRIPTIONS: Readonly<Record<TemplateTopic, (wanted: string) => string>> = {
  hours: () => "asks when the business is open, or closes",
  location: () => "asks for the address, or how to get there",
  prices: (wanted) => `asks what ${wanted} or something else costs`,
  booking: (wanted) => `wants to book ${wanted}, or asks what is free`,
  cancelling: () => "wants to cancel or move what they have booked",
  late: () => "says that they are running late",
  parking: () => "asks where to park",
  payment: () => "asks how they can pay",
};

/** The rules that a shop of this trade is most often asked for. */
export function ruleTemplates(trade: Trade, language: TemplateLanguage): RuleTemplate[] {
  const wanted = WANTED[language][trade];
  return TEMPLATE_TOPICS.map((topic) => ({
    topic,
    description: DESCRIPTIONS[topic](WANTED.en[trade].named),
    examples: EXAMPLES[language][topic].map((line) =>
      line.replace("{named}", wanted.named).replace("{wished}", wanted.wished ?? wanted.named),
    ),
    response: ANSWERS[topic](trade, language),
  }));
}
