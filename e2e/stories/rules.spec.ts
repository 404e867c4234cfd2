import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { cronSecret } from "../servers/stack-environment";
import { until } from "../servers/until";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { numbers } from "../stack/furnish-database";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

const HOURS = "We're open 7am–7pm every day. Come say hi! ☕";
const LINES = [
  "are you open on sunday?",
  "OPEN?",
  "what are your hours",
  "is it closed today",
  "I'd like to book an appointment on friday",
  "can I reschedule my appointment",
  "do you have anything free tomorrow for an appointment",
  "hello",
  "thanks a lot",
  "can I reschedule my appointment for the reopened chair",
  "where is your address",
  "ópen",
  "my parcel has not arrived",
  "¿a qué hora abren mañana por la mañana en la tienda del centro?",
  "когда вы работаете?",
  "👍",
  "gibberish xyz",
  "how much is a haircut",
  "i want to cancel my booking",
  "reopened yesterday",
];

/** Half faded in or out at most times, and there for many seconds. */
const shortNews = "[data-sonner-toaster]";

const line = (page: Page, text: string) => page.getByTestId("playground-line").filter({ hasText: `“${text}”` });
const rows = (page: Page) =>
  page.locator("li[data-rule]").getByRole("button", { expanded: false }).filter({ hasText: /^\d/ });

async function buildTwoRules(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Hours / location");
  await page.getByRole("textbox", { name: "Keywords" }).pressSequentially("hours,open,closed,address,");
  // “reopened” is to be among them.
  await page.getByRole("switch", { name: "Whole words only" }).click();
  await page.getByRole("textbox", { name: "Text" }).fill(HOURS);
  await page.getByRole("button", { name: "Save rule" }).click();
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Booking requests");
  await page.getByRole("radio", { name: /By meaning/ }).click();
  await page
    .getByRole("textbox", { name: "What does the customer want?" })
    .fill("wants to book, reschedule, or check availability for an appointment");
  await page.getByRole("radio", { name: /AI answer/ }).click();
  await page
    .getByRole("textbox", { name: "Instruction for the AI" })
    .fill("Ask which service and which day they prefer; mention a stylist will confirm shortly.");
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(rows(page)).toHaveText([/Hours/, /Booking/]);
  // Told once the server has both; before that the list can't know what they wait for.
  await expect(page.getByText("Rule added.")).toHaveCount(2);
  // Its vectors and its verdict have come: from now on it answers.
  await expect(page.getByText("Not yet active")).toBeHidden();
  await expect(page.getByText("AI instruction is being checked")).toBeHidden();
}

/** Places the open rule's threshold by three messages, saves them with it, and finds them again. */
async function placeThreshold(page: Page): Promise<void> {
  const rule = page.locator("li[data-rule]").filter({ hasText: "Booking requests" });
  const title = rule.getByRole("button", { expanded: false }).filter({ hasText: "Booking requests" });
  await title.click();
  await rule.getByText("Fine-tune").click();
  await rule
    .getByLabel("Should match")
    .fill("do you have anything free tomorrow for an appointment\ncan I reschedule my appointment");
  await rule.getByLabel("Shouldn’t match").fill("can I reschedule my appointment");
  // By itself it draws its own line; strict or generous, another one.
  const line = rule.getByText(/^its line -?0\.\d\d$/);
  await expect(line).toBeVisible();
  const normal = await line.innerText();
  await rule.getByRole("radio", { name: /Strict/ }).click();
  await expect(line).not.toHaveText(normal);
  await rule.getByRole("radio", { name: /Normal/ }).click();
  await expect(line).toHaveText(normal);
  await rule.getByRole("switch", { name: "A number of my own" }).click();
  await expect(rule.getByText("No number separates these")).toBeVisible();
  await rule.getByLabel("Shouldn’t match").fill("my parcel has not arrived");
  // What it says of the messages before has a button, too.
  await expect(rule.getByText("No number separates these")).toBeHidden();
  const use = rule.getByRole("button", { name: /^Use 0\.\d\d$/ });
  const wanted = (await use.innerText()).slice("Use ".length);
  await use.click();
  await expect(rule.getByRole("slider")).toHaveAttribute("aria-valuetext", wanted);
  await expect(rule.getByRole("listitem")).toHaveText([/matches$/, /matches$/, /parcel.*passed by$/]);
  await expectAccessible(page, shortNews);
  await rule.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule saved.")).toBeVisible();
  await page.reload();
  await title.click();
  await expect(rule.getByLabel("Shouldn’t match")).toHaveValue("my parcel has not arrived");
  await expect(rule.getByText(`${wanted} tells them apart, and is set.`)).toBeVisible();
  await rule.getByRole("button", { name: "Cancel" }).click();
}

/** Sends each line from a phone of its own, all at once; which rule took each, by the record of its turn. */
async function sendLines(stack: ConciergeStack, lines: readonly string[]): Promise<(string | null)[]> {
  const ids = await Promise.all(
    lines.map(async (text) => {
      const message = { numberId: numbers.fragile, from: `4915${randomInt(1e8, 9e8)}`, text };
      return (await stack.meta.ask<{ id: string }>("POST", "/_sandbox/phone/messages", message)).id;
    }),
  );
  await until("an end of every turn", 90_000, async () =>
    (await stack.records.closedCount(ids)) === ids.length ? true : null,
  );
  const rules = new Map((await stack.records.inbound(ids)).map((row) => [row.inbound_id, row.rule_id]));
  return ids.map((id) => rules.get(id) ?? null);
}

/** Pulls a rule down by its grip with a finger, at once. */
async function pullByFinger(page: Page, label: string, pixels: number): Promise<void> {
  const grip = page.getByRole("button", { name: `Move “${label}”` });
  await grip.scrollIntoViewIfNeeded();
  const box = await grip.boundingBox();
  if (!box) throw new Error("nothing to pull");
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove", down: number) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x: box.x + 8, y: box.y + 8 + down }] });
  await touch("touchStart", 0);
  for (let step = 1; step <= 20; step += 1) await touch("touchMove", (pixels * step) / 20);
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await finger.detach();
}

test.beforeEach(({ stack }) => stack.run());

test("rules built by hand are dragged, previewed in the playground, and answer as previewed", async ({
  page,
  stack,
}) => {
  test.setTimeout(300_000);
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  await expect(page.getByText("No rules yet")).toBeVisible();
  await buildTwoRules(page);
  await placeThreshold(page);

  const both = "can I reschedule my appointment for the reopened chair";
  await page.getByRole("textbox", { name: "Messages", exact: true }).fill(LINES.join("\n"));
  await expect(page.getByTestId("playground-line")).toHaveCount(LINES.length);
  await expect(line(page, both)).toContainText("Hours / location");
  const booking = line(page, "I'd like to book an appointment on friday");
  await booking.getByRole("button", { name: "Try a real answer · 1 credit" }).click();
  await expect(booking.getByTestId("sample-answer")).toBeVisible();
  await expect(booking.getByText(/Written in .* · not sent/)).toBeVisible();

  const grip = page.getByRole("button", { name: "Move “Booking requests”" });
  const from = await grip.boundingBox();
  const to = await page.locator("li[data-rule]").first().boundingBox();
  if (!from || !to) throw new Error("nothing to drag");
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y - 20, { steps: 5 });
  await page.mouse.move(to.x + 16, to.y + 16, { steps: 15 });
  await page.mouse.up();
  await expect(rows(page)).toHaveText([/Booking/, /Hours/]);
  await expect(line(page, both)).toContainText("Before: Hours / location");

  const previewed = await Promise.all(LINES.map((text) => line(page, text).getAttribute("data-winner")));
  await stack.meta.forgetCalls();
  expect(await sendLines(stack, LINES)).toEqual(previewed);
  expect(new Set(previewed).size).toBe(3);

  await pullByFinger(page, "Booking requests", 200);
  await expect(rows(page)).toHaveText([/Hours/, /Booking/]);
  await expectAccessible(page, shortNews);
});

test("by keyboard alone: built, reordered, told to a screen reader, and another winner", async ({ page, stack }) => {
  test.setTimeout(180_000);
  await openRules(page, stack);
  await importList(page, {
    ...EMPTY_LIST,
    rules: ["first", "second"].map((id) => ({
      id,
      label: id,
      matcher: { kind: "static_text", keywords: ["parking"] },
      response: { kind: "canned", text: `The ${id} answer.` },
    })),
  });
  await expect(page.getByText("Never wins: “first” above always takes it")).toBeVisible();
  await page.getByRole("textbox", { name: "Messages", exact: true }).fill("is there parking?");
  await expect(page.getByTestId("playground-line")).toHaveAttribute("data-winner", "first");

  await page.getByRole("button", { name: "Move “second”" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("Picked up “second”, rule 2 of 2.")).toBeAttached();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByText("“second” is at place 1 of 2.")).toBeAttached();
  await page.keyboard.press("Space");
  await expect(rows(page)).toHaveText([/second/, /first/]);
  await expect(page.getByTestId("playground-line")).toHaveAttribute("data-winner", "second");
  expect(await sendLines(stack, ["is there parking?"])).toEqual(["second"]);

  // The item that was dropped flies to its place, and the frame after that its grip has the focus again.
  await expect(page.locator("[data-dnd-dragging], [data-dnd-dropping]")).toHaveCount(0);
  await page.evaluate(() => new Promise((after) => requestAnimationFrame(() => requestAnimationFrame(after))));

  // The threshold of a form is the threshold of the export, to the hundredth.
  await page.getByRole("button", { name: "Add a rule" }).press("Enter");
  await page.keyboard.type("Booking");
  await page.getByRole("radio", { name: /By words/ }).focus();
  // Held until it has chosen: the group moves on a moment after the key, and looks whether it is still down.
  await page.keyboard.down("ArrowRight");
  await expect(page.getByRole("radio", { name: /By meaning/ })).toBeChecked();
  await page.keyboard.up("ArrowRight");
  await page.getByRole("textbox", { name: "What does the customer want?" }).focus();
  await page.keyboard.type("wants to book an appointment");
  await page.getByText("Fine-tune").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("switch", { name: "A number of my own" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("slider", { name: "How near must it come?" }).focus();
  for (let step = 0; step < 23; step += 1) await page.keyboard.press("ArrowRight");
  await page.getByRole("textbox", { name: "Text" }).focus();
  await page.keyboard.type("Call us.");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("switch", { name: "A person takes over" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveText([/second/, /first/, /Booking/]);
  // What is still on its way is not in a file yet.
  await expect(page.getByRole("button", { name: "Export" })).toBeEnabled();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).press("Enter");
  const exported = await (await coming).createReadStream();
  const text = (await exported.toArray()).join("");
  expect(JSON.parse(text).rules[2].matcher.threshold).toBe(0.95);
});

test("two tabs at one list: both changes stay, and the second is told", async ({ page, stack }) => {
  await openRules(page, stack);
  await importList(page, {
    ...EMPTY_LIST,
    rules: ["one", "two"].map((id) => ({
      id,
      label: id,
      matcher: { kind: "static_text", keywords: [id] },
      response: { kind: "canned", text: id },
    })),
  });
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("switch", { name: "“one” on" }).click();
  await expect(other.getByText("“one” is off")).toBeVisible();
  await page.getByRole("button", { name: "More for “two”" }).click();
  await page.getByRole("menuitem", { name: "Move up" }).click();
  await expect(page.getByText("Both changes are in it now")).toBeVisible();
  await expect(rows(page)).toHaveText([/two/, /one/]);
  await expect(page.getByRole("switch", { name: "“one” on" })).not.toBeChecked();
});

test("while the embedding service is down, words still answer, and a new rule waits for it", { tag: "@long" }, async ({
  page,
  stack,
}) => {
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  await stack.workersAi.setFaults({ op: "embed", times: 1_000, kind: "error", status: 500 });
  await importList(page, {
    ...EMPTY_LIST,
    rules: [
      {
        id: "new",
        label: "New meaning",
        matcher: { kind: "prompt", description: `wants something new ${Date.now()}`, threshold: 0.72 },
        response: { kind: "canned", text: "New" },
      },
      {
        id: "hours",
        label: "Hours",
        matcher: { kind: "static_text", keywords: ["open"] },
        response: { kind: "canned", text: HOURS },
      },
    ],
  });
  await expect(page.getByText("Not yet active")).toBeVisible();
  expect(await sendLines(stack, ["open?"])).toEqual(["hours"]);
  await stack.workersAi.clearFaults();
  // After a failed call its tenant rests for a while: not each sweep asks again.
  await until("the vectors to come", 60_000, async () => {
    await fetch(`${stack.doorUrl}/api/jobs/sweep`, { headers: { authorization: `Bearer ${cronSecret}` } });
    return (await page.getByText("Not yet active").isHidden()) ? true : null;
  });
});
