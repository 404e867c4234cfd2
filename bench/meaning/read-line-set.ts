import { readFileSync } from "node:fs";

export type LineSet = {
  intents: { id: string; description: string; examples: string[]; messages: string[] }[];
  /** What belongs to no intent. */
  nobodys: string[];
};

/** Reads `measured.txt` or `development.txt`; what their signs mean stands at their top. */
export function readLineSet(name: "measured" | "development"): LineSet {
  const set: LineSet = { intents: [], nobodys: [] };
  for (const line of readFileSync(new URL(`./${name}.txt`, import.meta.url), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const intent = set.intents.at(-1);
    if (line === "= none") set.intents.push({ id: "", description: "", examples: [], messages: set.nobodys });
    else if (line.startsWith("= ")) {
      const [id = "", description = ""] = line.slice(2).split(": ");
      set.intents.push({ id, description, examples: [], messages: [] });
    } else if (line.startsWith("+ ")) intent?.examples.push(line.slice(2));
    else intent?.messages.push(line);
  }
  return { ...set, intents: set.intents.filter(({ id }) => id !== "") };
}
