// Buttons for what happens to an account at Meta; each is one call of a control route.

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element;
}

const choice = /** @type {HTMLSelectElement} */ (byId("number"));
const account = (event, more = {}) => ["health", { field: "account_update", event, ...more }];

/** Groups of buttons: words, and the control route with its body. A route of `numbers` or `wabas` sends no webhook. */
const groups = [
  [
    "Access",
    [
      ["The customer takes the access back", account("PARTNER_REMOVED", { shape: "A" })],
      ["… in the phone app", account("PARTNER_REMOVED", { shape: "B", reason: "ACCOUNT_DISCONNECTED" })],
      ["The access is given again", account("PARTNER_ADDED")],
      ["The token is revoked (no webhook)", ["tokens/revoke", { subcode: 460 }]],
      ["The token works again (no webhook)", ["tokens/revoke", { subcode: 0 }]],
      ["The account is deleted", account("ACCOUNT_DELETED")],
    ],
  ],
  [
    "Policy",
    [
      ["A ban is announced", account("DISABLED_UPDATE", { ban_state: "SCHEDULE_FOR_DISABLE" })],
      ["Banned", account("DISABLED_UPDATE", { ban_state: "DISABLE" })],
      ["Reinstated", account("DISABLED_UPDATE", { ban_state: "REINSTATE" })],
      [
        "May not answer customers for 3 days",
        account("ACCOUNT_RESTRICTION", { restriction_type: "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" }),
      ],
      ["May not begin conversations", account("ACCOUNT_RESTRICTION")],
      ["All restrictions end (no webhook)", ["wabas", { restrictions: [] }]],
      ["Violation", account("ACCOUNT_VIOLATION")],
      ["A critical alert", ["health", { field: "account_alerts", severity: "CRITICAL" }]],
    ],
  ],
  [
    "The owner's phone",
    [
      ["The phone is changed", account("ACCOUNT_OFFBOARDED")],
      ["The app is back", account("ACCOUNT_RECONNECTED")],
      ["The number is in the app (no webhook)", ["numbers", { is_on_biz_app: true }]],
      ["The number is not in the app (no webhook)", ["numbers", { is_on_biz_app: false }]],
      ["The PIN is changed", ["health", { field: "security", event: "PIN_CHANGED" }]],
      ["The PIN is turned off", ["health", { field: "security", event: "PIN_RESET_SUCCESS" }]],
    ],
  ],
  [
    "Name, quality, payment",
    [
      ["The name is approved", ["health", { field: "phone_number_name_update", decision: "APPROVED" }]],
      ["The name is rejected", ["health", { field: "phone_number_name_update", decision: "REJECTED" }]],
      ["The limit rises", ["health", { field: "phone_number_quality_update", limit: "TIER_10K" }]],
      ["Quality turns red (no webhook)", ["numbers", { quality_rating: "RED" }]],
      ["Quality turns green (no webhook)", ["numbers", { quality_rating: "GREEN" }]],
      ["Nobody pays any more (no webhook)", ["wabas", { funded: false }]],
      ["Somebody pays (no webhook)", ["wabas", { funded: true }]],
      ["The review rejects the account", ["health", { field: "account_review_update", decision: "REJECTED" }]],
      ["The review approves the account", ["health", { field: "account_review_update", decision: "APPROVED" }]],
    ],
  ],
];

/** @type {{ id: string, waba_id: string, verified_name: string, display_phone_number: string }[]} */
let numbers = [];
/** @type {object[]} */
let wabas = [];

const load = async (path) => (await fetch(`/_sandbox/${path}`)).json();

async function refresh() {
  [numbers, wabas] = await Promise.all([load("numbers"), load("wabas")]);
  const chosen = choice.value;
  choice.replaceChildren(
    ...numbers.map(
      ({ id, verified_name, display_phone_number }) => new Option(`${verified_name} · ${display_phone_number}`, id),
    ),
  );
  if (numbers.some(({ id }) => id === chosen)) choice.value = chosen;
  showState();
}

function showState() {
  const number = numbers.find(({ id }) => id === choice.value);
  const waba = wabas.find(({ id }) => id === number?.waba_id);
  const traits = Object.entries({ ...waba, ...number });
  byId("state").textContent = traits
    .filter(([, value]) => value !== null && value !== false && value !== "NONE")
    .map(([name, value]) => `${name} ${value}`)
    .join(" · ");
}

/** @param {string} words @param {string} path @param {object} body */
async function act(words, path, body) {
  const number = numbers.find(({ id }) => id === choice.value);
  const about = { numbers: { id: number?.id }, wabas: { id: number?.waba_id } }[path] ?? { number_id: number?.id };
  const answer = await fetch(`/_sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, ...about }),
  });
  byId("outcome").textContent = answer.ok ? `Done: ${words}` : ((await answer.json()).error ?? "That did not work.");
  await refresh();
}

for (const [title, actions] of groups) {
  const fieldset = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = title;
  fieldset.append(legend);
  for (const [words, [path, body]] of actions) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = words;
    button.addEventListener("click", () => void act(words, path, body));
    fieldset.append(button);
  }
  byId("actions").append(fieldset);
}
choice.addEventListener("change", showState);
void refresh();
