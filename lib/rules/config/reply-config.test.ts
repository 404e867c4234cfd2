import { expect, it } from "vitest";
import { newAccountConfig } from "./reply-config";

it("starts enabled, waits 5 seconds and answers all with the canned default", () => {
  expect(newAccountConfig()).toEqual({
    enabled: true,
    wait_seconds: 5,
    rules: [],
    default_rule: {
      id: "default",
      label: "Default reply",
      matcher: { kind: "default" },
      response: { kind: "canned", text: "Thanks for your message! We will answer as soon as we can." },
    },
  });
});

it("gives each account its own", () => {
  newAccountConfig().default_rule.label = "changed";
  expect(newAccountConfig().default_rule.label).toBe("Default reply");
});
