import { expect, it } from "vitest";
import { clientAddress } from "./auth-route";
import { safeRedirect } from "./safe-redirect";

const app = "https://concierge.example";

it.each([
  ["/admin/whatsapp?x=1", `${app}/admin/whatsapp?x=1`],
  [`${app}/admin/rules`, `${app}/admin/rules`],
  ["/", `${app}/admin`],
  ["", `${app}/admin`],
  ["https://evil.example/admin", `${app}/admin`],
  ["//evil.example/admin", `${app}/admin`],
  ["/\\evil.example/admin", `${app}/admin`],
  ["\\\\evil.example", `${app}/admin`],
  ["https://concierge.example.evil.example/", `${app}/admin`],
  ["https://concierge.example@evil.example/", `${app}/admin`],
  ["http://concierge.example/admin", `${app}/admin`],
  ["javascript:alert(1)", `${app}/admin`],
  ["http://[", `${app}/admin`],
  [`/admin?x=${"y".repeat(2_048)}`, `${app}/admin`],
])("takes %s to %s", (wanted, address) => {
  expect(safeRedirect(wanted, app)).toBe(address);
});

it("counts a client by the entry that the nearest proxy wrote", () => {
  const of = (value?: string) => clientAddress(new Headers(value === undefined ? {} : { "x-forwarded-for": value }));
  expect([of("1.1.1.1, 203.0.113.7"), of("203.0.113.7"), of(" "), of()]).toEqual([
    "203.0.113.7",
    "203.0.113.7",
    "unknown",
    "unknown",
  ]);
});
