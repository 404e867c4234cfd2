import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

const blockBytes = 512;

/**
 * Unpacks a tar archive (POSIX ustar, GNU long names) of files, folders and symbolic links into `folder`.
 * @throws Error if an entry would land outside of `folder`
 */
export async function unpackTar(archive: Buffer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  let longName: string | undefined;
  for (let at = 0; at + blockBytes <= archive.length; ) {
    const header = archive.subarray(at, at + blockBytes);
    const text = (from: number, length: number): string => {
      const field = header.subarray(from, from + length);
      const end = field.indexOf(0);
      return field.toString("utf8", 0, end < 0 ? length : end);
    };
    const short = text(0, 100);
    if (short === "") return; // the empty blocks at the end
    const size = Number.parseInt(text(124, 12).trim() || "0", 8);
    const content = archive.subarray(at + blockBytes, at + blockBytes + size);
    at += blockBytes + Math.ceil(size / blockBytes) * blockBytes;
    const type = text(156, 1);
    if (type === "L") {
      longName = content.toString("utf8").replace(/\0.*$/s, "");
      continue;
    }
    const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
    const name = longName ?? (prefix ? `${prefix}/${short}` : short);
    longName = undefined;
    const path = join(folder, name);
    if (normalize(name).startsWith("..")) throw new Error(`tar entry outside of its folder: ${name}`);
    if (type === "5") await mkdir(path, { recursive: true });
    else if (type === "2" || type === "0" || type === "") {
      await mkdir(dirname(path), { recursive: true });
      if (type === "2") await symlink(text(157, 100), path);
      else await writeFile(path, content, { mode: Number.parseInt(text(100, 8).trim() || "644", 8) & 0o777 });
    }
  }
}
