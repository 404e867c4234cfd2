import { useTranslations } from "next-intl";
import { classNames } from "./ui/class-names";

/** From what distance on a word is said, the farthest above the line first. */
const WORDS = [
  { from: 0.15, word: "clearly" },
  { from: 0.05, word: "well" },
  { from: 0, word: "just" },
  { from: -0.05, word: "nearly" },
  { from: -0.15, word: "less" },
] as const;

/** What the bar shows at most, on either side of the line in its middle. */
const SHOWN = 0.3;

/** How near a message came, in a word; the bar says the same to the eye. `surplus`: score less line, −2 to 2. */
export function NearnessBar({ surplus }: { surplus: number }) {
  const t = useTranslations("playground.nearness");
  const word = WORDS.find(({ from }) => surplus >= from)?.word ?? "far";
  const filled = (Math.min(1, Math.max(-1, surplus / SHOWN)) + 1) / 2;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap align-baseline" data-nearness={word}>
      <span aria-hidden className="relative h-1.5 w-16 rounded-full bg-line">
        <span
          className={classNames("absolute inset-y-0 left-0 rounded-full", surplus >= 0 ? "bg-brand" : "bg-edge")}
          style={{ width: `${filled * 100}%` }}
        />
        <span className="absolute -inset-y-0.5 left-1/2 w-0.5 bg-soft" />
      </span>
      {t(word)}
    </span>
  );
}
