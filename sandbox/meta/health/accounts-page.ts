/** `/accounts`: for a person, what `/_sandbox/health` and its neighbours are for a test. */
import { readFileSync } from "node:fs";
import type { StandInRoute } from "../../http/route";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function accountsPageRoutes(): StandInRoute[] {
  const serve = (pattern: RegExp, type: string, name: string): StandInRoute => {
    const body = readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");
    return {
      method: "GET",
      pattern,
      op: "_sandbox",
      log: false,
      handle: async () => ({
        status: 200,
        headers: {
          "content-type": `${type}; charset=utf-8`,
          "cache-control": "no-cache",
          "content-security-policy": policy,
          "x-content-type-options": "nosniff",
        },
        body,
      }),
    };
  };
  return [
    serve(/^\/accounts$/, "text/html", "accounts.html"),
    serve(/^\/page\/accounts\.js$/, "text/javascript", "accounts.js"),
  ];
}
