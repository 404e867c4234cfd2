import type { NextApiRequest, NextApiResponse } from "next";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { describe, expect, it } from "vitest";
import type { Application } from "@/lib/wiring/application";
import { authOptions } from "./auth-options";
import { answerAuth, countMails } from "./auth-route";

const APP_URL = "https://concierge.example";
const OWN = { "sec-fetch-site": "same-origin" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

/** Without these next-auth does nothing at all. */
const ADAPTER = [
  ...["createVerificationToken", "useVerificationToken", "createUser", "getUser", "getUserByEmail", "getUserByAccount"],
  ...["updateUser", "linkAccount", "createSession", "getSessionAndUser", "updateSession", "deleteSession"],
];

/** An app whose limiter notes what it counts; `full` is the limit that is used up. */
function createApp(full: string | null = null) {
  const counted: string[] = [];
  const limiter = {
    take: async (limit: string, key: string) => {
      counted.push(`${limit} ${key}`);
      return limit === full ? 60 : 0;
    },
  };
  const adapter = Object.fromEntries(ADAPTER.map((method) => [method, async () => null]));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const env = { APP_URL, NEXTAUTH_SECRET: "a-secret-of-the-test" };
  return { app: { env, ports: { log }, signIn: { limiter, adapter } } as unknown as Application, counted };
}

async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const { app, counted } = createApp();
  const request = new NextRequest(`${APP_URL}/api/auth/${path}`, { method, headers, ...(body && { body }) });
  const nextauth = (path.split("?")[0] ?? "").split("/");
  const answer = await answerAuth(app, request, { params: Promise.resolve({ nextauth }) });
  expect(counted).toEqual([]);
  return { status: answer.status, location: answer.headers.get("location") };
}

describe("next-auth's addresses", () => {
  it("lead a GET of the mailed link's callback to the link's page, with all that it holds", async () => {
    expect(await ask("GET", "callback/email?token=t&email=a%40b.example&callbackUrl=%2Fadmin")).toEqual({
      status: 303,
      location: `${APP_URL}/sign-in/link?token=t&email=a%40b.example&callbackUrl=%2Fadmin`,
    });
  });

  it.each([
    ["HEAD", "callback/email"],
    ["GET", "callback/credentials"],
    ["GET", "_log"],
    ["GET", "toString"],
    ["POST", "_log"],
    ["POST", "session"],
    ["POST", "callback/google"],
    ["POST", "signin"],
    ["PUT", "signin/email"],
  ])("are closed where nothing of ours needs them (%s %s)", async (method, path) => {
    expect((await ask(method, path, OWN)).status).toBe(404);
  });

  it.each([
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site", origin: APP_URL }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
  ])("refuse a POST from elsewhere (%j)", async (headers, status) => {
    for (const path of ["signin/email", "callback/email?token=t&email=a%40b.example", "signout"]) {
      expect((await ask("POST", path, { ...FORM, ...headers }, "email=a%40b.example")).status).toBe(status);
    }
  });

  it("refuse a body of more than 16 kB, and one that is not the JSON that it says", async () => {
    const marks = `a${"\u0315".repeat(10_000)}${"\u0334".repeat(10_000)}@x.example`;
    expect((await ask("POST", "signin/email", JSON_TYPE, JSON.stringify({ email: marks }))).status).toBe(400);
    expect((await ask("POST", "signin/email", JSON_TYPE, "email=a%40b.example")).status).toBe(400);
  });
});

describe("a mail that is asked for", () => {
  /** Asks next-auth itself, with its double-submitted token or without. */
  async function askNextAuth(full: string | null, withToken: boolean, email: string) {
    const { app, counted } = createApp(full);
    const mails = countMails(app, "203.0.113.7");
    const options = authOptions(app, mails.admit);
    const call = async (method: string, nextauth: string[], body: object, cookie: string | null) => {
      const [name = "", value = ""] = (cookie ?? "").split(";")[0]?.split("=") ?? [];
      const cookies = cookie === null ? {} : { [name]: decodeURIComponent(value) };
      const headers: Record<string, unknown> = {};
      const sent: { body?: unknown; url?: string } = {};
      const response = {
        status: () => response,
        setHeader: (header: string, given: unknown) => {
          headers[header] = given;
          return response;
        },
        getHeader: (header: string) => headers[header],
        json: (given: { url: string }) => Object.assign(sent, given),
        send: (given: unknown) => Object.assign(sent, { body: given }),
      };
      const request = { method, query: { nextauth }, body, cookies, headers: { host: "concierge.example" } };
      await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
      return { ...sent, cookies: [headers["Set-Cookie"]].flat().map(String) };
    };
    const given = await call("GET", ["csrf"], {}, null);
    const cookie = given.cookies.find((line) => line.includes("csrf-token")) ?? null;
    const { csrfToken } = given.body as { csrfToken: string };
    const fields = { email, json: "true", ...(withToken && { csrfToken }) };
    const { url = "" } = await call("POST", ["signin", "email"], fields, withToken ? cookie : null);
    return { counted, url, refusal: mails.refusal() };
  }

  it("is not counted without next-auth's token", async () => {
    expect(await askNextAuth(null, false, "v1@shop.example")).toMatchObject({
      counted: [],
      url: expect.stringContaining("csrf=true"),
      refusal: null,
    });
  });

  it.each(["v1@shop.example,1", "zz <v1@shop.example>", `a${"\u0315".repeat(5_000)}@x.example`])(
    "is not counted where there is no one address to send it to (%#)",
    async (email) => {
      expect(await askNextAuth(null, true, email)).toMatchObject({
        counted: [],
        url: expect.stringContaining("error=EmailSignin"),
      });
    },
  );

  it("is counted for the client, for both, and for the address that it would go to", async () => {
    const { counted, refusal } = await askNextAuth("sign_in_address", true, "V1@Shop.example");
    expect(counted).toEqual([
      "sign_in_client 203.0.113.7",
      "sign_in_pair 203.0.113.7 v1@shop.example",
      "sign_in_address v1@shop.example",
    ]);
    expect([refusal?.status, refusal?.headers.get("retry-after"), await refusal?.json()]).toEqual([
      429,
      "60",
      { url: `${APP_URL}/sign-in?error=TooMany` },
    ]);
  });

  it("counts against no address once its client is refused", async () => {
    const { counted } = await askNextAuth("sign_in_pair", true, "v1@shop.example");
    expect(counted.map((line) => line.split(" ")[0])).toEqual(["sign_in_client", "sign_in_pair"]);
  });

  it("fails aloud when nothing can be counted", async () => {
    const take = async () => {
      throw new Error("away");
    };
    const mails = countMails({ env: { APP_URL }, signIn: { limiter: { take } } } as unknown as Application, "c");
    expect(await mails.admit("v1@shop.example")).toBe(false);
    expect(() => mails.refusal()).toThrow("away");
  });
});
