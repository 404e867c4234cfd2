import { NextRequest } from "next/server";
import { expect, it } from "vitest";
import type { Application } from "../wiring/application";
import { answerAuth } from "./auth-route";

const FORM = "application/x-www-form-urlencoded";

/** Asks for a mail where the limit of every address is used up; tells what was counted. */
async function ask(type: string, body: string) {
  const counted: string[] = [];
  const limiter = {
    take: async (limit: string, key: string) => {
      counted.push(`${limit} ${key}`);
      return limit === "sign_in_address" ? 60 : 0;
    },
  };
  const app = { env: { APP_URL: "https://concierge.example" }, signIn: { limiter } } as unknown as Application;
  const request = new NextRequest("https://concierge.example/api/auth/signin/email", {
    method: "POST",
    headers: { "content-type": type, "x-forwarded-for": "203.0.113.7" },
    body,
  });
  const answer = await answerAuth(app, request, { params: Promise.resolve({ nextauth: ["signin", "email"] }) });
  return { status: answer.status, url: ((await answer.json()) as { url: string }).url, counted };
}

it.each([
  [FORM, "email=V1@shop.example"],
  [`${FORM}; json=1`, "email=v1@shop.example"],
  ["application/json", '{"email":"v1@shop.example"}'],
])("counts the address that the mail would go to (%s)", async (type, body) => {
  expect(await ask(type, body)).toEqual({
    status: 429,
    url: "https://concierge.example/sign-in?error=TooMany",
    counted: ["sign_in_client 203.0.113.7", "sign_in_address v1@shop.example"],
  });
});

it.each([
  [FORM, "email=v1@shop.example,1"],
  [FORM, "email=other@shop.example&email=v1@shop.example"],
  [FORM, "email=zz,v1@shop.example"],
  [FORM, "email=zz <v1@shop.example>"],
  ["text/json", '{"email":"v1@shop.example"}'],
])("refuses what can't be counted before any mail goes out (%s %s)", async (type, body) => {
  expect(await ask(type, body)).toEqual({
    status: 400,
    url: "https://concierge.example/sign-in?error=EmailSignin",
    counted: ["sign_in_client 203.0.113.7"],
  });
});
