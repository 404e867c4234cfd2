import eld from "eld/small";
import type { DetectLanguage } from "@/lib/rules/intent/language-gate";

/** Nito-ELD: n-grams in the process, nothing leaves it. */
export const detectLanguage: DetectLanguage = (text) => {
  const guess = eld.detect(text);
  return { language: guess.language, reliable: guess.isReliable() };
};
