import type { VendorRefusal } from "@/lib/core/errors";

const CURES: Readonly<Record<number, string>> = {
  401: "The key is wrong or was taken back. Set CLOUDFLARE_API_TOKEN (or AI_API_KEY) to one that is valid.",
  402: "The account has nothing left to pay with. Look at its billing.",
  403: "The key may not use this model. Give it the permission Workers AI, or another model.",
  404: "The account or the model is not known there. Check CLOUDFLARE_ACCOUNT_ID, AI_BASE_URL and the names of the models.",
  410: "The model is no longer offered. Set GENERATION_MODEL, CLASSIFIER_MODEL or EMBEDDING_MODEL to one that is.",
};

/** To whoever runs Concierge. Everything in it is a status, a name or a word of ours. */
export function writeIncidentMail({ status, code, parameter, call }: VendorRefusal & { call: string }): {
  subject: string;
  text: string;
  html: string;
} {
  const facts = [`HTTP ${status}`, code && `code ${code}`, parameter && `parameter ${parameter}`].filter(Boolean);
  const lines = [
    `The AI service refuses what Concierge asks it (${call}): ${facts.join(", ")}.`,
    CURES[status] ?? "Check the account, its billing, and the names of the models.",
    "Until then customers get no AI replies; fixed replies go on. No customer sees an error.",
    "GET /api/health/ready shows this under incidents. It ends by itself with the first answer.",
  ];
  return {
    subject: "Concierge: the AI service refuses requests",
    text: lines.join("\n\n"),
    html: lines.map((line) => `<p>${line}</p>`).join("\n"),
  };
}
