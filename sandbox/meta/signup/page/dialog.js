// The popup: offers the ways a signup can end, has the stand-in play the chosen one, and tells the page behind.

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element;
}

const facts = JSON.parse(document.body.dataset.facts ?? "{}");
const form = /** @type {HTMLFormElement} */ (byId("form"));

/** @param {string} text */
function showProblem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = false;
}

function offerScenarios() {
  const groups = new Map();
  for (const { name, group, label, hint } of facts.scenarios) {
    const fieldset = groups.get(group) ?? document.createElement("fieldset");
    if (!groups.has(group)) {
      const legend = document.createElement("legend");
      legend.textContent = group;
      fieldset.append(legend);
      groups.set(group, fieldset);
    }
    const row = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "scenario", value: name, checked: name === facts.chosen });
    input.dataset.testid = `scenario-${name}`;
    const words = document.createElement("span");
    words.textContent = label;
    const small = document.createElement("small");
    small.textContent = hint;
    row.append(input, words, small);
    fieldset.append(row);
  }
  byId("choices").append(...groups.values());
}

function fillSelect(name, options) {
  const select = form.elements.namedItem(name);
  select.replaceChildren(...options.map(({ value, label }) => new Option(label, value)));
}

/** Only what the chosen ending asks for is shown and sent. */
function showAsked() {
  const chosen = facts.scenarios.find(({ name }) => name === form.elements.namedItem("scenario").value);
  for (const row of form.querySelectorAll("[data-ask]")) {
    row.hidden = !chosen.asks.includes(row.dataset.ask);
    for (const field of row.querySelectorAll("input, select")) field.disabled = row.hidden;
  }
  byId("details").hidden = chosen.asks.length === 0;
}

function wish() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
}

/** @param {object} message */
function post(message, { as, origin }) {
  const data = as === "object" ? message : JSON.stringify(message);
  if (origin === "right") {
    window.opener.postMessage(data, facts.origin);
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.hidden = true;
    frame.addEventListener("load", resolve);
    frame.src = `/page/stray.html#${encodeURIComponent(JSON.stringify(message))}`;
    document.body.append(frame);
  });
}

async function play(wanted) {
  if (!window.opener) {
    showProblem(
      "The page behind this window can't be reached: its Cross-Origin-Opener-Policy cuts popups off, or it is closed.",
    );
    return;
  }
  const answer = await fetch("/_sandbox/signup", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
  });
  const played = await answer.json();
  if (!answer.ok) {
    showProblem(played.error);
    return;
  }
  const { messages, response, delivery } = played;
  const sayCode = () =>
    window.opener.postMessage({ type: "sandbox_sdk_login", state: facts.state, response }, facts.origin);
  const sayEvents = async () => {
    for (let time = 0; time < delivery.times; time += 1) for (const one of messages) await post(one, delivery);
  };
  if (delivery.event === "after") sayCode();
  if (delivery.event !== "never") await sayEvents();
  if (delivery.event !== "after") sayCode();
  window.close();
}

byId("close").addEventListener("click", () => window.close());
if (facts.problem) {
  form.hidden = true;
  showProblem(facts.problem);
} else {
  offerScenarios();
  fillSelect(
    "number_id",
    facts.numbers.map(({ id, label }) => ({ value: id, label })),
  );
  fillSelect(
    "current_step",
    facts.steps.map((step) => ({ value: step, label: step })),
  );
  if (facts.wanted) {
    for (const [name, value] of Object.entries(facts.wanted)) {
      const field = form.elements.namedItem(name);
      if (field && "value" in field) field.value = String(value);
    }
  }
  showAsked();
  form.addEventListener("change", showAsked);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void play({ ...facts.wanted, ...wish() });
  });
  if (facts.wanted && !facts.wanted.click) void play(facts.wanted);
}
