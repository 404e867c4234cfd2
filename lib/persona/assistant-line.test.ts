import { describe, expect, it } from "vitest";
import { detectLanguage } from "@/lib/adapters/language/detect-language";
import { ASSISTANT_LINES, chooseAssistantLine, namesAssistant } from "./assistant-line";
import { assistantLineSchema } from "./assistant-line.schema";
import { MAX_REPLY_CHARACTERS } from "./prompt-frame";

const choose = (customer: string, reply = "", own: string | null = null) =>
  chooseAssistantLine(own, customer, reply, detectLanguage);

const OWN = "Hier schreibt Lumi, die KI-Assistentin vom Salon Aurora.";

describe("the line of an assistant", () => {
  it.each([
    ["de", "Guten Tag, haben Sie morgen Nachmittag noch einen Termin frei?"],
    ["es", "Hola, ¿cuánto cuesta un corte de pelo para mujer?"],
    ["fr", "Bonjour, je voudrais prendre rendez-vous pour samedi matin."],
    ["it", "Buongiorno, vorrei prenotare un appuntamento per sabato mattina."],
    ["nl", "Hallo, hebben jullie morgenmiddag nog plek voor een knipbeurt?"],
    ["pt", "Olá, gostaria de marcar um horário para amanhã de manhã."],
    ["en", "Hello, could I book a haircut for tomorrow afternoon please?"],
    ["ru", "Здравствуйте, можно записаться на стрижку завтра утром?"],
  ])("speaks %s to who writes it", (language, text) => {
    expect(choose(text)).toBe(ASSISTANT_LINES[language]);
  });

  it("goes by the reply where the customer's words are too few, and is English where nothing tells", () => {
    expect(choose("ok", "Guten Tag! Welche Leistung und welcher Tag würden Ihnen passen?")).toBe(ASSISTANT_LINES.de);
    expect(choose("ok", "Ok!")).toBe(ASSISTANT_LINES.en);
  });

  it("takes the owner's words for their own language and for who knows which, and no other", () => {
    expect(choose("Guten Tag, haben Sie morgen noch einen Termin frei?", "", OWN)).toBe(OWN);
    expect(choose("ok", "", OWN)).toBe(OWN);
    expect(choose("Hello, could I book a haircut for tomorrow afternoon please?", "", OWN)).toBe(ASSISTANT_LINES.en);
  });

  it("says in each language that an assistant writes, and leaves room for the reply", () => {
    for (const line of Object.values(ASSISTANT_LINES)) {
      expect(assistantLineSchema.parse(line)).toBe(line);
      expect(line.length).toBeLessThan(MAX_REPLY_CHARACTERS / 10);
    }
  });
});

describe("an owner's line", () => {
  it.each([
    "",
    "  ",
    OWN,
    " Aurora's AI assistant ",
    "Our AI assistant writes this, not a person.",
    "Nicht Anna schreibt, sondern unser virtueller Assistent.",
    "I am a chatbot.",
    "Réponse automatique de notre IA",
  ])("may be %j", (line) => {
    expect(assistantLineSchema.parse(line)).toBe(line.trim());
  });

  it.each([
    "No bot, real people!",
    "Not an AI",
    "This is not written by an AI assistant.",
    "Automatically yours, Anna",
    "Kein Bot, sondern Anna",
    "Je ne suis pas un bot",
    "Hi!",
    "Written by Maria.",
    "AI\nassistant",
    "assistant ".repeat(21),
    "Paris said mail",
  ])("may not be %j", (line) => {
    expect(assistantLineSchema.safeParse(line).success).toBe(false);
  });

  it("must name what writes", () => {
    expect(namesAssistant("Kind regards")).toBe(false);
  });
});
