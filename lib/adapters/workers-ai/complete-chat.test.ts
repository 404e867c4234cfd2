import { describe, expect, it } from "vitest";
import { holdsAnswer } from "./complete-chat";

describe("holdsAnswer", () => {
  it.each([
    [{ result: { response: "Hi" }, success: true, errors: [] }],
    [{ result: { response: "" }, success: true }],
    [{ result: { choices: [{ message: { content: "Hi" } }] }, success: true }],
    [{ choices: [{ message: { content: "Hi" } }] }],
    [{ response: { flagged: false } }],
  ])("takes %j", (body) => {
    expect(holdsAnswer(JSON.stringify(body))).toBe(true);
  });

  it.each([
    [JSON.stringify({ error: { message: "overloaded", code: 503 } })],
    [JSON.stringify({ error: "overloaded", choices: [{}] })],
    [JSON.stringify({ success: false, result: null, errors: [{ code: 3040 }] })],
    [JSON.stringify({ result: null, success: true })],
    [JSON.stringify({ choices: [] })],
    ["<html><title>Just a moment</title></html>"],
    ['{"result":{"response":"Hi Al'],
    ['"Hi"'],
    ["[]"],
    ["null"],
    [""],
  ])("takes no answer from %s", (body) => {
    expect(holdsAnswer(body)).toBe(false);
  });
});
