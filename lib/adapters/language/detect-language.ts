import eld from "eld/small";
import type { DetectLanguage } from "@/lib/pipeline/answer/match-turn";

/** Nito-ELD: n-grams in the process, nothing leaves it. */
export const detectLanguage: DetectLanguage = (text) => {
  const guess = eld.detect(text);
  return { language: guess.language, reliable: guess.isReliable() };
};
