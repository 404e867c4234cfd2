import { readdirSync, readFileSync } from "node:fs";

/** The addresses of the app's pages and routes by its folders; groups in parentheses are no part of them. */
export function appAddresses(): string[] {
  return readdirSync("app", { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^(page\.tsx|route\.ts)$/.test(entry.name))
    .map(({ parentPath }) => {
      const folders = parentPath.split(/[\\/]/).slice(1);
      return `/${folders.filter((folder) => !folder.startsWith("(")).join("/")}`;
    });
}

/** What next-auth does something for, by its own program, for each way to sign in and for none. */
export function authAddresses(): string[] {
  const program = readFileSync("node_modules/next-auth/core/index.js", "utf8");
  const actions = new Set([...program.matchAll(/case "([\w-]+)":/g)].map((match) => match[1] ?? ""));
  return [...actions].flatMap((action) => ["", "/email", "/google"].map((way) => `/api/auth/${action}${way}`));
}
