import { describe, expect, it } from "vitest";
import { deniesAssistant } from "./denied-assistant";

describe("deniesAssistant", () => {
  it.each([
    "I'm a real person, of course!",
    "Yes, I'm human.",
    "I am a human being, just like you.",
    "You're talking to a real person here.",
    "No, I'm not a bot.",
    "I am definitely not an AI 😊 How can I help?",
    "No, not a bot!",
    "Haha, no bot here.",
    "I'm *not* a robot.",
    "This isn't an automated assistant.",
    "Ich bin ein echter Mensch.",
    "Ich bin wirklich eine Mitarbeiterin des Salons.",
    "Nein, ich bin kein Bot.",
    "Nein, kein Bot!",
    "Hier schreibt ein Mensch.",
    "Ich bin keine KI.",
    "Soy una persona real.",
    "No soy un robot.",
    "Estás hablando con una persona real.",
    "Je suis une vraie personne.",
    "Je ne suis pas un robot.",
    "Vous parlez à un humain.",
    "Sono una persona vera.",
    "Non sono un bot.",
    "Ik ben een echt mens.",
    "Ik ben geen robot.",
    "Sou uma pessoa real.",
    "Não sou um robô.",
    "Ben gerçek bir insanım.",
    "Nie jestem botem.",
    "Я не бот.",
    "Я живой человек.",
  ])("stops %s", (reply) => {
    expect(deniesAssistant(reply)).toBe(true);
  });

  it.each([
    "I'm the business's assistant.",
    "I'm not a human, I'm the salon's assistant.",
    "I am not a real person.",
    "Are you asking whether I'm a human? I'm an assistant.",
    "A real person will answer you soon.",
    "If you'd like to talk to a human, call us.",
    "Would you like me to ask if this is a person who can help?",
    "I'm a person-centred … no, I'm the assistant of Salon Aurora.",
    "We're a small team of real stylists.",
    "Ich bin kein Mensch, sondern der Assistent des Salons.",
    "Ich bin der Assistent von Salon Aurora.",
    "Ein Mensch aus dem Team meldet sich.",
    "Eine Mitarbeiterin bestätigt den Termin.",
    "No soy una persona, soy el asistente del salón.",
    "Soy el asistente del salón.",
    "La cita es para una persona.",
    "Je suis l'assistant du salon.",
    "Je ne suis pas une personne, mais l'assistant du salon.",
    "Non sono una persona, sono l'assistente del salone.",
    "Sono l'assistente del salone.",
    "Ik ben de assistent van de salon.",
    "Ik ben geen mens.",
    "Não sou uma pessoa, sou o assistente do salão.",
    "Sou o assistente do salão.",
    "Is this a person you'd like to book for?",
  ])("lets pass %s", (reply) => {
    expect(deniesAssistant(reply)).toBe(false);
  });
});
