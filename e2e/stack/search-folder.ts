import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The files below `folder` that contain `word`, as UTF-8, UTF-16 or base64 (at any of its three alignments). Files that
 * were last written before `since` (ms since 1970) are not read: the word is younger.
 */
export async function filesWith(word: string, folder: string, since: number): Promise<string[]> {
  const needles = spellings(word);
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    // A database removes files while it works.
    const written = await stat(file).catch(() => null);
    if (written === null || written.mtimeMs < since) continue;
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(file);
  }
  return found;
}

function spellings(word: string): Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(" ".repeat(shift) + word).toString("base64");
    // The first and the last group depend on the neighbours.
    return Buffer.from(encoded.slice(shift === 0 ? 0 : 4, -4));
  });
  return [Buffer.from(word), Buffer.from(word, "utf16le"), ...base64];
}
