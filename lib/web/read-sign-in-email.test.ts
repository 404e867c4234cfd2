import { expect, it } from "vitest";
import { readSignInEmail } from "./read-sign-in-email";

const FORM = "application/x-www-form-urlencoded";

it.each([
  [FORM, "csrfToken=1&email=Ann%40shop.example&json=true"],
  [`${FORM};charset=UTF-8`, "email=ann@shop.example"],
  [`${FORM}; json=1`, "email=ann@shop.example"],
  ["application/json", '{"email":"ann@shop.example"}'],
  ["application/json; charset=utf-8", '{"email":"bo@shop.example","email":"ann@shop.example"}'],
  [`${FORM}, application/json`, '{"email":"ann@shop.example"}'],
])("reads a body of type %s as next-auth does: %s", (type, body) => {
  expect(readSignInEmail(type, body)).toBe("ann@shop.example");
});

it.each([
  [FORM, "email=bo@shop.example&email=ann@shop.example"],
  [FORM, "email=ann@shop.example&email=ann@shop.example"],
  [FORM, "email=ann@shop.example&json=true&json=false"],
  [FORM, "email=ann@shop.example,1"],
  [FORM, '{"email":"ann@shop.example"}'],
  [FORM, ""],
  ["application/json", "email=ann@shop.example"],
  ["application/json", '["ann@shop.example"]'],
  ["application/json", '{"email":["ann@shop.example"]}'],
  ["text/plain; json", '{"email":"ann@shop.example"}'],
  [null, "email=ann@shop.example"],
])("refuses %s: %s", (type, body) => {
  expect(readSignInEmail(type, body)).toBeNull();
});
