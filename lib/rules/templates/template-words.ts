/** What customers of each ask for differs; what they ask about does not. */
export const TRADES = ["salon", "restaurant", "clinic", "workshop", "shop", "school", "hotel"] as const;
export type Trade = (typeof TRADES)[number];

export const TEMPLATE_TOPICS = [
  "hours",
  "location",
  "prices",
  "booking",
  "cancelling",
  "late",
  "parking",
  "payment",
] as const;
export type TemplateTopic = (typeof TEMPLATE_TOPICS)[number];

export const TEMPLATE_LANGUAGES = ["en", "de", "es", "fr"] as const;
export type TemplateLanguage = (typeof TEMPLATE_LANGUAGES)[number];

/** What is booked most, as it is named; `wished` where it reads otherwise behind "I'd like". */
type Wanted = { named: string; wished?: string };

const named = (words: Record<Trade, string>): Record<Trade, Wanted> =>
  Object.fromEntries(Object.entries(words).map(([trade, one]) => [trade, { named: one }])) as Record<Trade, Wanted>;

export const WANTED: Readonly<Record<TemplateLanguage, Readonly<Record<Trade, Wanted>>>> = {
  en: named({
    salon: "a haircut",
    restaurant: "a table for two",
    clinic: "a check-up",
    workshop: "a car service",
    shop: "a fitting",
    school: "a trial lesson",
    hotel: "a double room",
  }),
  de: {
    salon: { named: "ein Haarschnitt", wished: "einen Haarschnitt" },
    restaurant: { named: "ein Tisch für zwei", wished: "einen Tisch für zwei" },
    clinic: { named: "eine Vorsorge" },
    workshop: { named: "eine Inspektion" },
    shop: { named: "eine Anprobe" },
    school: { named: "eine Probestunde" },
    hotel: { named: "ein Doppelzimmer" },
  },
  es: named({
    salon: "un corte de pelo",
    restaurant: "una mesa para dos",
    clinic: "una revisión",
    workshop: "una revisión del coche",
    shop: "una prueba",
    school: "una clase de prueba",
    hotel: "una habitación doble",
  }),
  fr: named({
    salon: "une coupe",
    restaurant: "une table pour deux",
    clinic: "une consultation",
    workshop: "une révision",
    shop: "un essayage",
    school: "un cours d'essai",
    hotel: "une chambre double",
  }),
};

export const EXAMPLES: Readonly<Record<TemplateLanguage, Readonly<Record<TemplateTopic, readonly string[]>>>> = {
  en: {
    hours: ["are you open on sunday?", "when do you close today?", "what are your opening hours?"],
    location: ["where are you?", "what's your address?", "how do I get to you?"],
    prices: ["how much is {named}?", "what does {named} cost?", "do you have a price list?"],
    booking: ["I'd like {wished} on friday", "can I book {wished}?", "do you have anything free tomorrow?"],
    cancelling: ["I have to cancel tomorrow", "can we move my appointment to next week?", "I can't come on friday"],
    late: ["I'm running ten minutes late", "stuck in traffic, I'll be a bit late"],
    parking: ["where can I park?", "is there a car park nearby?"],
    payment: ["can I pay by card?", "do you only take cash?"],
  },
  de: {
    hours: ["Habt ihr sonntags geöffnet?", "Wann macht ihr heute zu?", "Wie sind eure Öffnungszeiten?"],
    location: ["Wo finde ich euch?", "Wie ist eure Adresse?", "Wie komme ich zu euch?"],
    prices: ["Was kostet {named}?", "Wie teuer ist {named}?", "Habt ihr eine Preisliste?"],
    booking: ["Ich hätte gern am Freitag {wished}", "Kann ich {wished} buchen?", "Habt ihr morgen noch etwas frei?"],
    cancelling: [
      "Ich muss morgen leider absagen",
      "Können wir meinen Termin verschieben?",
      "Freitag schaffe ich nicht",
    ],
    late: ["Ich komme zehn Minuten später", "Stehe im Stau, wird etwas später"],
    parking: ["Wo kann ich parken?", "Gibt es in der Nähe einen Parkplatz?"],
    payment: ["Kann ich mit Karte zahlen?", "Nehmt ihr nur Bargeld?"],
  },
  es: {
    hours: ["¿Abren los domingos?", "¿A qué hora cierran hoy?", "¿Cuál es su horario?"],
    location: ["¿Dónde están?", "¿Cuál es la dirección?", "¿Cómo llego?"],
    prices: ["¿Cuánto cuesta {named}?", "¿Qué precio tiene {named}?", "¿Tienen lista de precios?"],
    booking: ["Quisiera {wished} el viernes", "¿Puedo reservar {wished}?", "¿Tienen algo libre mañana?"],
    cancelling: ["Tengo que cancelar mañana", "¿Podemos cambiar mi cita?", "El viernes no puedo ir"],
    late: ["Llego diez minutos tarde", "Estoy en un atasco, llego un poco tarde"],
    parking: ["¿Dónde puedo aparcar?", "¿Hay un parking cerca?"],
    payment: ["¿Puedo pagar con tarjeta?", "¿Solo aceptan efectivo?"],
  },
  fr: {
    hours: ["Vous ouvrez le dimanche ?", "À quelle heure fermez-vous aujourd'hui ?", "Quels sont vos horaires ?"],
    location: ["Où êtes-vous ?", "Quelle est votre adresse ?", "Comment venir chez vous ?"],
    prices: ["Combien coûte {named} ?", "Quel est le prix pour {named} ?", "Vous avez une liste des prix ?"],
    booking: ["Je voudrais {wished} vendredi", "Je peux réserver {wished} ?", "Vous avez une place demain ?"],
    cancelling: ["Je dois annuler demain", "On peut déplacer mon rendez-vous ?", "Vendredi je ne peux pas venir"],
    late: ["J'aurai dix minutes de retard", "Je suis dans les bouchons, un peu de retard"],
    parking: ["Où est-ce que je peux me garer ?", "Il y a un parking à côté ?"],
    payment: ["Je peux payer par carte ?", "Vous ne prenez que les espèces ?"],
  },
};
