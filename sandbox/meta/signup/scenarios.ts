/** How a signup can end: what the popup offers, and what each choice means for Meta's books and for the page behind it. */
import * as z from "zod";
import type { NewNumber, NewToken, Waba } from "../world/world-record";

export const currentSteps = [
  "BUSINESS_ACCOUNT_SELECTION",
  "WABA_PHONE_PROFILE_PICKER",
  "WHATSAPP_BUSINESS_PROFILE_SETUP",
  "PHONE_NUMBER_SETUP",
  "PHONE_NUMBER_VERIFICATION",
  "PERMISSIONS",
] as const;

type Ask = "name" | "number" | "count" | "existing" | "pin" | "days" | "step" | "error";

interface Scenario {
  group: "It works" | "It works, with a catch" | "It does not work";
  label: string;
  hint: string;
  /** What the popup lets a person fill in for it. */
  asks: Ask[];
  /** Left out where nothing is posted. */
  event?: "FINISH" | "FINISH_ONLY_WABA" | "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING" | "CANCEL" | "ERROR";
  /** Ids that the event carries beside the WABA's; all that there are if left out. */
  bare?: boolean;
  loginUser?: boolean;
  numbers?: number;
  number?: Partial<Omit<NewNumber, "id">>;
  waba?: Partial<Waba>;
  token?: Partial<NewToken>;
  code?: "expired" | "used";
  /** The token is for another account than the one the event names. */
  foreign?: boolean;
  step?: (typeof currentSteps)[number];
}

const phoneApp = { registered: true, onBizApp: true } as const;
const [works, caught, fails] = ["It works", "It works, with a catch", "It does not work"] as const;

const table = {
  new_number: {
    group: works,
    label: "A new number, only for the API",
    hint: "A fresh account with one number that is not registered yet.",
    asks: ["name", "number"],
    event: "FINISH",
  },
  coexistence: {
    group: works,
    label: "A number that stays in the WhatsApp Business app",
    hint: "Coexistence: the owner goes on answering on the phone.",
    asks: ["name", "number"],
    event: "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
    bare: true,
    number: phoneApp,
  },
  coexistence_unannounced: {
    group: caught,
    label: "In the app after all, though it says plain FINISH",
    hint: "Only is_on_biz_app tells; the event names the account alone.",
    asks: ["name", "number"],
    event: "FINISH",
    bare: true,
    loginUser: true,
    number: phoneApp,
  },
  several_numbers: {
    group: caught,
    label: "An account with several numbers",
    hint: "The event names none of them.",
    asks: ["name", "count"],
    event: "FINISH_ONLY_WABA",
    numbers: 2,
  },
  no_number: {
    group: caught,
    label: "An account without a number",
    hint: "The owner put it off; a number comes later.",
    asks: ["name"],
    event: "FINISH_ONLY_WABA",
    numbers: 0,
  },
  name_in_review: {
    group: caught,
    label: "The display name is in review",
    hint: "Messages arrive; sends are refused until it is approved and the number registered again.",
    asks: ["name", "number"],
    event: "FINISH",
    number: { nameStatus: "PENDING_REVIEW", nameInForce: false },
  },
  known_pin: {
    group: caught,
    label: "The number has a two-step PIN already",
    hint: "Registering needs that PIN.",
    asks: ["name", "number", "pin"],
    event: "FINISH",
    number: { pin: "246810" },
  },
  registered_before: {
    group: caught,
    label: "The number is registered already",
    hint: "Registering again succeeds, and the old PIN stays in force.",
    asks: ["name", "number", "pin"],
    event: "FINISH",
    number: { registered: true, pin: "135790" },
  },
  odd_scopes: {
    group: caught,
    label: "A token with another scope name",
    hint: "debug_token names whatsapp_business_manage_events alone; all calls work.",
    asks: ["name", "number"],
    event: "FINISH",
    token: { scopes: ["whatsapp_business_manage_events"] },
  },
  ends_soon: {
    group: caught,
    label: "A token that ends",
    hint: "As with a configuration of 60 days.",
    asks: ["name", "number", "days"],
    event: "FINISH",
    token: { expiresAt: 60 },
  },
  no_payment: {
    group: caught,
    label: "Nobody pays for the account",
    hint: "Sends are accepted and then fail with 131042.",
    asks: ["name", "number"],
    event: "FINISH",
    waba: { funded: false },
  },
  subscription_refused: {
    group: caught,
    label: "The first subscription is refused with #100",
    hint: "The next try is taken.",
    asks: ["name", "number"],
    event: "FINISH",
    waba: { subscriptionRefusals: 1 },
  },
  taken_number: {
    group: fails,
    label: "A number that is there already",
    hint: "For instance one that another owner has connected.",
    asks: ["existing"],
    event: "FINISH",
  },
  unreadable_account: {
    group: fails,
    label: "A token that can't read the account",
    hint: "The owner did not grant it: 100/33.",
    asks: ["name", "number"],
    event: "FINISH",
    foreign: true,
  },
  expired_code: {
    group: fails,
    label: "The code has expired",
    hint: "As if the 30 seconds were over.",
    asks: ["name", "number"],
    event: "FINISH",
    code: "expired",
  },
  used_code: {
    group: fails,
    label: "The code was used already",
    hint: "",
    asks: ["name", "number"],
    event: "FINISH",
    code: "used",
  },
  own_portfolio: {
    group: fails,
    label: "The portfolio that owns the app",
    hint: "Meta shows it greyed out; all that the owner can do is to leave.",
    asks: [],
    event: "CANCEL",
    step: "BUSINESS_ACCOUNT_SELECTION",
  },
  cancelled: {
    group: fails,
    label: "The owner stops at a step",
    hint: "",
    asks: ["step"],
    event: "CANCEL",
    step: "PHONE_NUMBER_VERIFICATION",
  },
  error: {
    group: fails,
    label: "Meta shows an error",
    hint: "The owner reports it to the page.",
    asks: ["error"],
    event: "ERROR",
  },
  closed: { group: fails, label: "The window is closed without a word", hint: "", asks: [] },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof table;
export const scenarioNames = Object.keys(table) as [ScenarioName, ...ScenarioName[]];
export const scenarioOf = (name: ScenarioName): Scenario => table[name];

/** The body of `POST /_sandbox/signup` and `/_sandbox/signup/next`, and what the popup posts. */
export const signupWish = z.object({
  scenario: z.enum(scenarioNames).default("new_number"),
  name: z.string().min(1).max(200).optional(),
  /** Shown to people; made up if missing. */
  display_phone_number: z.string().min(5).max(30).optional(),
  /** A number that exists; its account is the one that is granted. */
  number_id: z.string().regex(/^\d+$/).optional(),
  numbers: z.coerce.number().int().min(0).max(100).optional(),
  pin: z
    .string()
    .regex(/^\d{6}$/, "six digits")
    .optional(),
  /** Of the token; 0 for never. */
  expires_in_days: z.coerce.number().min(0).max(10_000).optional(),
  scopes: z.array(z.string()).optional(),
  /** The token itself, so that a test knows it; made up if missing. */
  token: z.string().min(1).optional(),
  /** Whether debug_token lists the account; tokens of a signup have no such list. */
  target_ids: z.boolean().optional(),
  code_life_ms: z.coerce.number().int().min(0).optional(),
  current_step: z.string().optional(),
  /** In place of the scenario's own, e.g. ERROR_WHATSAPP_BUSINESS_APP_ONBOARDING. */
  event_name: z.string().min(1).optional(),
  /** Whether the event carries phone_number_id. */
  names_number: z.boolean().optional(),
  error_message: z.string().optional(),
  error_id: z.string().optional(),
  /** When the event is posted: before the code, after it, or never. */
  event: z.enum(["before", "after", "never"]).default("before"),
  times: z.coerce.number().int().min(1).max(2).default(1),
  as: z.enum(["text", "object"]).default("text"),
  /** `wrong`: from another origin than Meta's. */
  origin: z.enum(["right", "wrong"]).default("right"),
});

export type SignupWish = z.infer<typeof signupWish>;
