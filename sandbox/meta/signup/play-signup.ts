/**
 * Plays what happens between the click on Meta's last button and the page behind the popup (WA/embedded-signup/
 * implementation/, …/errors, …/onboarding-business-app-users): the account and number that are made, the token that the
 * code stands for, and the events. Not imitated: logins, portfolios' members, verification of numbers by SMS.
 */
import { randomBytes, randomInt } from "node:crypto";
import type { WebhookCourier } from "../webhooks/deliver-webhooks";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { demoNumber, type MetaWorld, partnerBusinessId } from "../world/meta-world";
import type { PhoneNumber, Waba } from "../world/world-record";
import type { CodeBook } from "./code-book";
import { type SignupWish, scenarioOf } from "./scenarios";

const scopes = ["whatsapp_business_management", "whatsapp_business_messaging", "whatsapp_business_manage_events"];
const usualError = "The phone number you entered is already registered on another WhatsApp account.";

export interface PlayedSignup {
  /** What the popup posts, in this order. */
  messages: object[];
  /** What the callback of FB.login gets. */
  response: { authResponse: { userID: null; expiresIn: null; code: string } | null; status: "connected" | "unknown" };
  delivery: Pick<SignupWish, "event" | "times" | "as" | "origin">;
  code: string | null;
  /** The token that the code will be exchanged for; a test may not wait for the app to do so. */
  token: string | null;
  waba_id: string | null;
  business_id: string | null;
  phone_number_ids: string[];
}

const newId = (first: string) => `${first}${String(randomInt(1e13)).padStart(14, "0")}`;

export class SignupDesk {
  constructor(
    private readonly world: MetaWorld,
    private readonly codes: CodeBook,
    private readonly courier: WebhookCourier,
    private readonly target: WebhookTarget,
  ) {}

  play(wish: SignupWish): PlayedSignup {
    const scenario = scenarioOf(wish.scenario);
    const { event, times, as, origin } = wish;
    const delivery = { event, times, as, origin };
    if (scenario.event === undefined || scenario.event === "CANCEL" || scenario.event === "ERROR") {
      return {
        messages: scenario.event ? [stopped(scenario.event, wish)] : [],
        response: { authResponse: null, status: "unknown" },
        delivery,
        code: null,
        token: null,
        waba_id: null,
        business_id: null,
        phone_number_ids: [],
      };
    }
    const { waba, numbers } = this.open(wish);
    const token = wish.token ?? `EAA${randomBytes(24).toString("hex")}`;
    const days = wish.expires_in_days ?? scenario.token?.expiresAt ?? 0;
    const code = this.codes.issue(
      {
        token,
        wabaIds: scenario.foreign ? [] : [waba.id],
        scopes: wish.scopes ?? scenario.token?.scopes ?? scopes,
        targetIds: wish.target_ids ?? false,
        expiresAt: days === 0 ? 0 : Math.floor(Date.now() / 1000 + days * 86_400),
      },
      scenario.code === "expired" ? 0 : wish.code_life_ms,
      scenario.code === "used",
    );
    this.tellPartner(waba);
    const [number] = numbers;
    const named = number && (wish.names_number ?? (scenario.event === "FINISH" && !scenario.bare));
    const data = {
      ...(named ? { phone_number_id: number.id } : {}),
      waba_id: waba.id,
      ...(scenario.bare ? {} : { business_id: waba.businessId }),
      ...(scenario.loginUser ? { is_wa_login_user: true } : {}),
    };
    return {
      messages: [message(scenario.event, wish, data)],
      response: { authResponse: { userID: null, expiresIn: null, code }, status: "connected" },
      delivery,
      code,
      token,
      waba_id: waba.id,
      business_id: waba.businessId,
      phone_number_ids: numbers.map(({ id }) => id),
    };
  }

  /** The account with its numbers: made, or found by a number that exists. */
  private open(wish: SignupWish): { waba: Waba; numbers: PhoneNumber[] } {
    const scenario = scenarioOf(wish.scenario);
    const existing = wish.number_id ?? (wish.scenario === "taken_number" ? demoNumber.id : undefined);
    if (existing !== undefined) {
      const number = this.world.ensureNumber(existing);
      const waba = this.world.waba(number.wabaId);
      Object.assign(waba, { lost: false, ...scenario.waba });
      Object.assign(number, scenario.number ?? {});
      this.world.changed();
      return { waba, numbers: [number] };
    }
    const name = wish.name ?? "Corner Café";
    const waba = this.world.waba(newId("1"));
    Object.assign(waba, { name, businessId: newId("6"), ...scenario.waba });
    const count = wish.numbers ?? scenario.numbers ?? 1;
    const numbers = Array.from({ length: count }, (_, index) =>
      this.world.putNumber({
        id: newId("2"),
        displayPhoneNumber: index === 0 ? wish.display_phone_number : undefined,
        verifiedName: index === 0 ? name : `${name} ${index + 1}`,
        wabaId: waba.id,
        registered: false,
        onboardedAt: new Date().toISOString(),
        ...scenario.number,
        ...(wish.pin === undefined ? {} : { pin: wish.pin }),
      }),
    );
    this.world.changed();
    return { waba, numbers };
  }

  private tellPartner({ id, businessId }: Waba): void {
    const value = { event: "PARTNER_ADDED", waba_info: { waba_id: id, owner_business_id: businessId } };
    this.courier.dispatch(this.target.appCallback, { entryId: partnerBusinessId, field: "account_update", value });
  }
}

function stopped(event: "CANCEL" | "ERROR", wish: SignupWish): object {
  const step = wish.current_step ?? scenarioOf(wish.scenario).step;
  const error = {
    error_message: wish.error_message ?? usualError,
    error_id: wish.error_id ?? "3441030",
    session_id: randomBytes(12).toString("hex"),
    timestamp: String(Math.floor(Date.now() / 1000)),
  };
  return message(event, wish, event === "ERROR" ? error : { current_step: step });
}

/** The version was seen as text and as a number. */
function message(event: string, { as, event_name }: SignupWish, data: object): object {
  return { type: "WA_EMBEDDED_SIGNUP", event: event_name ?? event, version: as === "object" ? 3 : "3", data };
}
