import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { cacheFolder } from "../postgres/cache-folder";
import { startsUp } from "./browser-candidates";
import { unpackTar } from "./unpack-tar";

const inflate = promisify(brotliDecompress);

export type PackedBrowser = { executablePath: string; env: Record<string, string> };

/**
 * The Chromium inside the npm package @sparticuz/chromium (Linux, x64), unpacked once into our cache folder: to a
 * temporary name and renamed, so that neither a second process nor a later one finds half of it. Undefined if the
 * package or the platform doesn't fit. The first unpacking takes some seconds and 200 MB.
 */
export async function packedBrowser(
  env: Readonly<Record<string, string | undefined>>,
): Promise<PackedBrowser | undefined> {
  const packageFolder = join(process.cwd(), "node_modules", "@sparticuz", "chromium");
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(join(packageFolder, "bin")))
    return undefined;
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
  const folder = join(cacheFolder(env), `chromium-${version}`);
  await unpackOnce(join(packageFolder, "bin"), folder);
  const executablePath = join(folder, "chromium");
  const fonts = { FONTCONFIG_FILE: join(folder, "fonts.conf") };
  if (await startsUp(executablePath, env)) return { executablePath, env: fonts };
  // A bare machine lacks nss and the like; the package brings them along, for this program only.
  const libraries = { LD_LIBRARY_PATH: [join(folder, "lib"), env.LD_LIBRARY_PATH].filter(Boolean).join(":") };
  if (await startsUp(executablePath, { ...env, ...libraries })) {
    return { executablePath, env: { ...fonts, ...libraries } };
  }
  return undefined;
}

async function unpackOnce(packed: string, folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.${process.pid}.${Date.now()}`;
  try {
    await mkdir(unfinished, { recursive: true });
    const program = join(unfinished, "chromium");
    await writeFile(program, await inflate(await readFile(join(packed, "chromium.br"))));
    await chmod(program, 0o755);
    for (const [archive, target] of [
      ["swiftshader.tar.br", "."],
      ["fonts.tar.br", "fonts"],
      ["al2023.tar.br", "."],
    ] as const) {
      await unpackTar(await inflate(await readFile(join(packed, archive))), join(unfinished, target));
    }
    await writeFile(join(unfinished, "fonts.conf"), fontsConfiguration(folder));
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process was first: the same thing lies there.
    if (!existsSync(folder)) throw error;
  }
  await removeOlder(folder);
}

/** Browsers of earlier versions take 200 MB each. */
async function removeOlder(folder: string): Promise<void> {
  const parent = dirname(folder);
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (/^chromium-[\d.]+$/.test(name) && path !== folder) await rm(path, { recursive: true, force: true });
  }
}

/** Without any font no text is drawn; with this the package's Open Sans stands in, beside what the machine has. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fontconfig-cache")}</cachedir>
  <alias><family>sans-serif</family><default><family>Open Sans</family></default></alias>
</fontconfig>
`;
}
