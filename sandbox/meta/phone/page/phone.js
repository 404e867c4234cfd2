// The phone in the browser: shows one thread, sends as the chosen customer, follows the changes the stand-in pushes.

/**
 * @typedef {{ label: string, hint: string, from?: string, userId?: string, name: string, username?: string }} Customer
 * @typedef {{ id: string, direction: "in" | "out", text: string, at: string, state: string, byOwner?: true }} Message
 */

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element;
}

/** @type {{ demoNumberId: string, customers: Customer[] }} */
const facts = JSON.parse(document.body.dataset.facts ?? "{}");
const log = byId("log");
const scroll = byId("scroll");
const text = /** @type {HTMLTextAreaElement} */ (byId("text"));
const numberChoice = /** @type {HTMLSelectElement} */ (byId("number"));
const naming = /** @type {HTMLSelectElement} */ (byId("naming"));
const looking = /** @type {HTMLInputElement} */ (byId("looking"));

let customer = facts.customers[0];
let numberId = facts.demoNumberId;
/** "customer", or "owner" who answers in the app on their own phone. */
let writer = "customer";
/** The owner's message that is being edited. */
let editing = "";
/** @type {{ id: string, display_phone_number: string, verified_name: string }[]} */
let numbers = [];

const stateWords = {
  accepted: "accepted",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "not delivered",
};
const stateIcons = { accepted: "clock", sent: "tick-one", delivered: "tick-two", read: "tick-two", failed: "cross" };

/** @param {string} path @param {unknown} body */
async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    byId("problem").textContent = answer.ok ? "" : ((await answer.json()).error ?? "That did not work.");
  } catch {
    byId("problem").textContent = "The sandbox does not answer. Is it still running?";
  }
}

/** @param {string[]} lines */
async function say(lines) {
  const { from, userId, name, username } = customer;
  const [to, namedBy] = [numberId, naming.value];
  // One after the other: sent together they could overtake each other on the way.
  for (const line of lines)
    await post("/_sandbox/phone/messages", { numberId: to, from, userId, name, username, namedBy, text: line });
}

/** @param {object} echo */
function echo(echo) {
  return post("/_sandbox/phone/echoes", { numberId, to: customer.from, userId: customer.userId, ...echo });
}

/** @param {string} line */
function answerAsOwner(line) {
  const about = editing ? { kind: "edit", messageId: editing, text: line } : { text: line };
  editing = "";
  return echo(about);
}

/** @param {string} name */
function chooseWriter(name) {
  writer = name;
  editing = "";
  const owner = name === "owner";
  byId("owner-hint").hidden = !owner;
  byId("chips").hidden = owner;
  text.placeholder = owner ? "Answer as the owner" : "Message";
  showBusiness();
}

/** What an owner can do on the phone with a message of theirs. @param {Message} message */
function ownerActions(message) {
  const action = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.className = "action";
    button.dataset.testid = `owner-${label.toLowerCase()}`;
    button.addEventListener("click", act);
    return button;
  };
  const edit = () => {
    const owner = /** @type {HTMLInputElement} */ (document.querySelector("[data-testid=writer-owner]"));
    owner.checked = true;
    chooseWriter("owner");
    editing = message.id;
    text.value = message.text;
    text.focus();
  };
  return [action("Edit", edit), action("Delete", () => void echo({ kind: "revoke", messageId: message.id }))];
}

function threadPath() {
  const query = new URLSearchParams({ numberId });
  if (customer.from) query.set("from", customer.from);
  else query.set("userId", customer.userId ?? "");
  return `/_sandbox/phone/thread?${query}`;
}

/** @param {string} name */
function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

/** @param {Message} message */
function fillBubble(bubble, message) {
  bubble.dataset.state = message.state;
  const time = document.createElement("time");
  time.dateTime = message.at;
  time.textContent = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const meta = document.createElement("span");
  meta.className = "meta";
  const word = document.createElement("span");
  word.textContent = stateWords[message.state] ?? message.state;
  meta.append(time);
  if (message.direction === "in") {
    word.className = "hidden";
    meta.append(icon(stateIcons[message.state] ?? "clock"), word);
  } else if (message.byOwner) {
    word.textContent = "from the owner's phone";
    word.dataset.testid = "from-owner";
    meta.append("·", word, ...ownerActions(message));
  } else {
    // What the business was told about its message; a real phone shows this to the business only.
    word.dataset.testid = "reply-state";
    meta.append("·", word);
  }
  bubble.replaceChildren(message.text, meta);
}

/** @param {Message} message */
function show(message) {
  const known = [...log.children].find((one) => one instanceof HTMLElement && one.dataset.id === message.id);
  if (known) {
    fillBubble(known, message);
    return;
  }
  const bubble = document.createElement("p");
  bubble.className = "bubble";
  bubble.dataset.testid = "bubble";
  bubble.dataset.id = message.id;
  bubble.dataset.direction = message.direction;
  fillBubble(bubble, message);
  log.append(bubble);
  byId("empty").hidden = true;
  if (atEnd || message.direction === "in") scrollToEnd();
}

// Read before the content or the room changes; afterwards the old place is no longer known.
let atEnd = true;

function scrollToEnd() {
  atEnd = true;
  scroll.scrollTop = scroll.scrollHeight;
}

/** @param {boolean} typing */
function showTyping(typing) {
  byId("typing").hidden = !typing;
  if (typing) scrollToEnd();
}

function showBusiness() {
  const business = numbers.find(({ id }) => id === numberId);
  const name = business?.verified_name ?? "Business";
  byId("business").textContent = name;
  byId("business-number").textContent = business?.display_phone_number ?? numberId;
  byId("avatar").textContent = name.slice(0, 1).toUpperCase();
  byId("text-label").textContent = writer === "owner" ? `Answer as ${name}` : `Message to ${name}`;
  byId("empty-name").textContent = customer.label;
  byId("naming-field").hidden = customer.from === undefined;
}

async function loadNumbers() {
  numbers = await (await fetch("/_sandbox/numbers")).json();
  const options = numbers.map(({ id, verified_name, display_phone_number }) => {
    return new Option(`${verified_name} · ${display_phone_number}`, id, id === numberId, id === numberId);
  });
  numberChoice.replaceChildren(...options);
  byId("number-field").hidden = numbers.length < 2;
  showBusiness();
}

async function loadThread() {
  const path = threadPath();
  const thread = await (await fetch(path)).json();
  // The choice may have changed while the answer was under way.
  if (path !== threadPath()) return;
  log.replaceChildren();
  byId("empty").hidden = false;
  for (const message of thread.messages) show(message);
  showTyping(thread.typing);
  looking.checked = thread.open;
  scrollToEnd();
}

function follow() {
  const events = new EventSource("/_sandbox/phone/events");
  const mine = (change) => change.numberId === numberId && change.customer === (customer.from ?? customer.userId);
  events.addEventListener("open", () => {
    byId("offline").hidden = true;
    // Whatever happened while the line was down is in the thread.
    void loadNumbers().then(loadThread);
  });
  events.addEventListener("error", () => {
    byId("offline").hidden = false;
  });
  events.addEventListener("message", ({ data }) => {
    const change = JSON.parse(data);
    if (mine(change)) show(change.message);
  });
  events.addEventListener("typing", ({ data }) => {
    const change = JSON.parse(data);
    if (mine(change)) showTyping(change.typing);
  });
}

function offerCustomers() {
  for (const [index, one] of facts.customers.entries()) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = "customer";
    input.checked = index === 0;
    input.dataset.testid = `customer-${one.label.slice(-1).toLowerCase()}`;
    input.addEventListener("change", () => {
      customer = one;
      showBusiness();
      void loadThread();
    });
    const hint = document.createElement("small");
    hint.textContent = one.hint;
    label.append(input, one.label, hint);
    byId("customers").append(label);
  }
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const line = text.value.trim();
  text.value = "";
  text.focus();
  if (line) void (writer === "owner" ? answerAsOwner(line) : say([line]));
});
text.addEventListener("keydown", (event) => {
  // Enter that ends an input method's composition must not send half a word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLFormElement} */ (byId("composer")).requestSubmit();
});
for (const chip of document.querySelectorAll("[data-say]")) {
  chip.addEventListener("click", () => say((chip instanceof HTMLElement ? (chip.dataset.say ?? "") : "").split("|")));
}
for (const choice of document.querySelectorAll("[name=writer]")) {
  choice.addEventListener("change", () => chooseWriter(/** @type {HTMLInputElement} */ (choice).value));
}
numberChoice.addEventListener("change", () => {
  numberId = numberChoice.value;
  showBusiness();
  void loadThread();
});
looking.addEventListener("change", () => {
  void post("/_sandbox/phone/open", { numberId, from: customer.from, userId: customer.userId, open: looking.checked });
});

scroll.addEventListener("scroll", () => {
  atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
});
// A keyboard on the screen or a turned phone changes the room; the newest message stays in sight.
new ResizeObserver(() => {
  if (atEnd) scrollToEnd();
}).observe(scroll);
window.addEventListener("focus", () => void loadNumbers());

// Older browsers let the keyboard scroll only what can take the focus.
scroll.tabIndex = 0;
offerCustomers();
follow();
