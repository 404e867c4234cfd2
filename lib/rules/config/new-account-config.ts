import type { ReplyConfig } from "./reply-config";

/** What a newly connected number starts with: it answers everything with one canned sentence. */
export function newAccountConfig(): ReplyConfig {
  return {
    enabled: true,
    wait_seconds: 5,
    rules: [],
    default_rule: {
      id: "default",
      label: "Default reply",
      matcher: { kind: "default" },
      response: { kind: "canned", text: "Thanks for your message! We will answer as soon as we can." },
    },
  };
}
