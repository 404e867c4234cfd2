import { expect, test } from "vitest";
import { fieldNames, fieldsOf, listOf, requestFields } from "./request-fields";

const read = async (query: string, contentType: string, body: string) => {
  const rawBody = Buffer.from(body);
  const json = contentType === "application/json" ? JSON.parse(body) : null;
  const request = { query: new URLSearchParams(query), headers: { "content-type": contentType }, body: json, rawBody };
  return Object.fromEntries(await requestFields(request));
};

test.each([
  ["", "application/json", '{"a":{"b":1}}', { a: { b: 1 } }],
  ["a=1&b=2", "application/json", '{"b":3}', { a: "1", b: 3 }],
  ["", "application/x-www-form-urlencoded", "a[b][c]=1&a[b][d]=2&e=x", { a: { b: { c: "1", d: "2" } }, e: "x" }],
  ["", "application/x-www-form-urlencoded; charset=utf-8", 'a={"b":[1]}', { a: '{"b":[1]}' }],
  ["", "multipart/form-data; boundary=x", "not multipart", {}],
  ["a=1", "", "", { a: "1" }],
])("%s, %s, %s", async (query, contentType, body, expected) => {
  expect(await read(query, contentType, body)).toEqual(expected);
});

test("what is nested may be JSON text", () => {
  expect(Object.fromEntries(fieldsOf('{"b":[1]}'))).toEqual({ b: [1] });
  expect(Object.fromEntries(fieldsOf({ b: 1 }))).toEqual({ b: 1 });
  expect([fieldsOf("{no").size, fieldsOf("text").size, fieldsOf(null).size]).toEqual([0, 0, 0]);
  expect([listOf("[1,2]"), listOf([3]), listOf("[no"), listOf("{}")]).toEqual([[1, 2], [3], [], []]);
});

test.each([
  ["id,name", ["id", "name"]],
  [" id , throughput{level,x}, phone_numbers.limit(5){id,name} ", ["id", "throughput", "phone_numbers"]],
  ["", []],
])("the names in %s", (list, expected) => {
  expect(fieldNames(list)).toEqual(expected);
});
