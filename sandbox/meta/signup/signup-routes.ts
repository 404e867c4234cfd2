/**
 * Embedded Signup v4 over HTTP: the SDK, the popup that it opens, and for tests a signup without a browser.
 * `POST /_sandbox/signup` plays one now; `POST /_sandbox/signup/next` has the next popup end so, by itself unless
 * `{click: true}`; `GET /_sandbox/signup/scenarios` names what there is; `POST /_sandbox/codes` makes a bare code.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";
import { readControlBody } from "../../http/request-body";
import type { StandInAnswer, StandInRequest, StandInRoute } from "../../http/route";
import type { MetaWorld } from "../world/meta-world";
import type { CodeBook } from "./code-book";
import type { SignupDesk } from "./play-signup";
import { currentSteps, type SignupWish, scenarioNames, scenarioOf, signupWish } from "./scenarios";

const nextWish = signupWish.extend({ click: z.boolean().default(false) });
const newCode = z.object({
  wabaIds: z.array(z.string().regex(/^\d+$/)).min(1),
  token: z.string().min(1).optional(),
  expiresInMs: z.number().int().min(0).optional(),
});

const page = (name: string) => readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");
const loopback = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function signupRoutes(parts: {
  world: MetaWorld;
  desk: SignupDesk;
  codes: CodeBook;
  appId: string;
}): StandInRoute[] {
  const { world, desk, codes, appId } = parts;
  const base = { op: "_sandbox", log: false } as const;
  let next: (SignupWish & { click: boolean }) | undefined;

  const html = page("dialog.html");
  const dialog = async ({ query }: StandInRequest): Promise<StandInAnswer> => {
    const wanted = next;
    next = undefined;
    const facts = {
      problem: problemOf(query, appId),
      origin: query.get("origin"),
      state: query.get("state"),
      wanted,
      chosen: wanted?.scenario ?? usualScenario(query.get("extras")),
      scenarios: scenarioNames.map((name) => ({ name, ...pick(scenarioOf(name)) })),
      steps: currentSteps,
      numbers: [...world.numbers.values()].map(({ id, verifiedName, displayPhoneNumber }) => ({
        id,
        label: `${verifiedName} · ${displayPhoneNumber}`,
      })),
    };
    return text("text/html", html.replace("{{facts}}", escapeHtml(JSON.stringify(facts))), policy);
  };

  const served = (method: string, pattern: RegExp, answer: StandInAnswer): StandInRoute => ({
    ...base,
    method,
    pattern,
    handle: async () => answer,
  });

  return [
    served("GET", /^\/(?:[a-z]{2,3}_[A-Z]{2}\/)?sdk(?:\/debug)?\.js$/, {
      ...text("text/javascript", page("sdk.js")),
      headers: { "content-type": "text/javascript; charset=utf-8", "access-control-allow-origin": "*", ...shared },
    }),
    {
      ...base,
      log: undefined,
      op: "dialog",
      method: "GET",
      pattern: /^(?:\/v\d+\.\d+)?\/dialog\/oauth$/,
      handle: dialog,
    },
    served("GET", /^\/page\/signup\.js$/, text("text/javascript", page("dialog.js"))),
    served("GET", /^\/page\/signup\.css$/, text("text/css", page("dialog.css"))),
    // Sandboxed, its origin is nobody's: what it posts comes from a wrong one.
    served(
      "GET",
      /^\/page\/stray\.html$/,
      text("text/html", page("stray.html"), "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'self'"),
    ),
    {
      ...base,
      method: "POST",
      pattern: /^\/_sandbox\/signup$/,
      handle: async ({ body }) => readControlBody(signupWish, body, (wish) => ({ status: 200, body: desk.play(wish) })),
    },
    {
      ...base,
      method: "POST",
      pattern: /^\/_sandbox\/signup\/next$/,
      handle: async ({ body }) =>
        readControlBody(nextWish, body, (wish) => {
          next = wish;
          return { status: 200, body: { ok: true } };
        }),
    },
    {
      ...base,
      method: "GET",
      pattern: /^\/_sandbox\/signup\/scenarios$/,
      handle: async () => ({ status: 200, body: scenarioNames.map((name) => ({ name, ...pick(scenarioOf(name)) })) }),
    },
    {
      ...base,
      method: "POST",
      pattern: /^\/_sandbox\/codes$/,
      handle: async ({ body }) =>
        readControlBody(newCode, body, ({ wabaIds, token, expiresInMs }) => {
          for (const id of wabaIds) world.waba(id);
          const made = token ?? `EAA${randomBytes(24).toString("hex")}`;
          return { status: 200, body: { code: codes.issue({ token: made, wabaIds }, expiresInMs), token: made } };
        }),
    },
  ];
}

const pick = ({ group, label, hint, asks }: ReturnType<typeof scenarioOf>) => ({ group, label, hint, asks });

const shared = {
  "cache-control": "no-cache",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

function text(type: string, body: string, contentPolicy?: string): StandInAnswer {
  const headers = { "content-type": `${type}; charset=utf-8`, ...shared };
  return {
    status: 200,
    headers: contentPolicy === undefined ? headers : { ...headers, "content-security-policy": contentPolicy },
    body,
    logged: "a page",
  };
}

/** What Meta's dialog would say instead of opening; null where it opens. */
function problemOf(query: URLSearchParams, appId: string): string | null {
  if (query.get("client_id") !== appId) return "Invalid App ID: The provided app ID does not look like a valid app ID.";
  if (!query.get("config_id")) return "Invalid Parameter: config_id is required for this login.";
  if (query.get("response_type") !== "code" || query.get("override_default_response_type") !== "true") {
    return "Invalid Parameter: response_type code with override_default_response_type is required for this configuration.";
  }
  if (!loopback.test(query.get("origin") ?? "")) {
    return "JSSDK Unknown Host domain: The stand-in opens for pages on this machine only.";
  }
  return null;
}

function usualScenario(extras: string | null): string {
  try {
    const { featureType } = JSON.parse(extras ?? "{}") ?? {};
    return featureType === "whatsapp_business_app_onboarding" ? "coexistence" : "new_number";
  } catch {
    return "new_number";
  }
}

function escapeHtml(given: string): string {
  return given.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
