import { describe, expect, it } from "vitest";
import { isAcceptedOrigin, readSignupEvent } from "./signup-event";

const message = (event: unknown, data?: unknown) => ({ type: "WA_EMBEDDED_SIGNUP", event, version: "3", data });

describe("readSignupEvent", () => {
  it.each([
    [message("FINISH", { phone_number_id: "20001", waba_id: "10001", business_id: "30001" }), "10001", "20001"],
    [message("FINISH_ONLY_WABA", { waba_id: 10001 }), "10001", null],
    [message("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", { waba_id: "10001" }), "10001", null],
    [message("FINISH", { phone_number_id: "20001'; --", waba_id: ["1"] }), null, null],
    [message("FINISH"), null, null],
  ])("reads %j as an end with hints", (body, wabaId, numberId) => {
    const read = { kind: "finished", wabaId, numberId };
    expect(readSignupEvent(body)).toEqual(read);
    expect(readSignupEvent(JSON.stringify(body))).toEqual(read);
  });

  it("tells a cancelled screen, one that is new, and an error apart", () => {
    expect(readSignupEvent(message("CANCEL", { current_step: "PERMISSIONS" }))).toEqual({
      kind: "cancelled",
      at: "PERMISSIONS",
    });
    expect(readSignupEvent(message("CANCEL", { current_step: "NEW_SCREEN" }))).toEqual({
      kind: "cancelled",
      at: "unknown",
    });
    const data = { error_message: "Already\nused", error_id: 3441030, session_id: "s-1", timestamp: 1 };
    const read = { kind: "error", said: "Already used", errorId: "3441030", sessionId: "s-1" };
    expect(readSignupEvent(message("CANCEL", data))).toEqual(read);
    expect(readSignupEvent(message("ERROR", data))).toEqual(read);
    expect(readSignupEvent(message("ERROR", { error_code: "12" }))).toMatchObject({ said: "", errorId: "12" });
  });

  it.each([
    null,
    "",
    "cb=f1&relation=opener",
    "[]",
    {},
    message("PROGRESS"),
    message(7),
    { type: "other", event: "FINISH" },
  ])("ignores %j", (body) => expect(readSignupEvent(body)).toBeNull());

  it("keeps no more of an error than fits", () => {
    const read = readSignupEvent(message("ERROR", { error_message: "x".repeat(9_000), session_id: "y".repeat(999) }));
    expect(read).toEqual({ kind: "error", said: "x".repeat(500), errorId: null, sessionId: null });
  });
});

describe("isAcceptedOrigin", () => {
  const accepted = ["https://facebook.com"];

  it.each(["https://facebook.com", "https://www.facebook.com", "https://web.facebook.com", "https://WWW.Facebook.com"])(
    "accepts %s",
    (origin) => expect(isAcceptedOrigin(origin, accepted)).toBe(true),
  );

  it.each([
    "http://www.facebook.com",
    "https://evilfacebook.com",
    "https://facebook.com.evil.example",
    "https://www.facebook.com:8443",
    "https://facebook.com@evil.example",
    "null",
    "",
  ])("refuses %s", (origin) => expect(isAcceptedOrigin(origin, accepted)).toBe(false));

  it("takes the stand-in's where that is set", () => {
    expect(isAcceptedOrigin("http://127.0.0.1:4010", ["http://127.0.0.1:4010"])).toBe(true);
    expect(isAcceptedOrigin("http://127.0.0.1:4011", ["http://127.0.0.1:4010"])).toBe(false);
  });
});
