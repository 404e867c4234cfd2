import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { until } from "../servers/until";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { becomeOwner } from "./mailed-link";

type Numbers = { waba: string; token: string; ids: string[] };

/** A WABA of its own at Meta with so many numbers, not subscribed yet, and a token for it. */
async function newNumbers(stack: ConciergeStack, count: number): Promise<Numbers> {
  const waba = String(randomInt(1e9, 9e9));
  const token = `EAAstory${waba}`;
  const ids = Array.from({ length: count }, (_, index) => `${waba}${index}`);
  for (const id of ids) {
    const names = { verified_name: `Salon ${id}`, display_phone_number: `+49 ${id}` };
    await stack.meta.ask("POST", "/_sandbox/numbers", { id, waba_id: waba, subscribed: false, ...names });
  }
  await stack.meta.ask("POST", "/_sandbox/tokens", { token, wabaIds: [waba] });
  return { waba, token, ids };
}

async function connect(page: Page, stack: ConciergeStack, id: string, token: string): Promise<void> {
  await page.goto(`${stack.doorUrl}/admin/whatsapp/manual`);
  await page.getByLabel("Phone number ID").fill(id);
  await page.getByLabel("Access token").fill(token);
  await page.getByRole("button", { name: "Find the number" }).click();
  await expect(page.getByText(`Salon ${id}`)).toBeVisible();
  await page.getByRole("button", { name: "Yes, connect it" }).click();
}

async function goLive(page: Page, text: string): Promise<void> {
  await expect(page.locator("[data-tick=done]")).toHaveCount(4);
  await page.getByRole("textbox", { name: "Text" }).fill(text);
  await page.getByRole("button", { name: "Confirm and go live" }).click();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
}

const say = async (stack: ConciergeStack, numberId: string, from: string, text = "hello"): Promise<string> => {
  const message = { numberId, from, text };
  return (await stack.meta.ask<{ id: string }>("POST", "/_sandbox/phone/messages", message)).id;
};

/** Waits until this customer's phone shows this answer. */
async function answered(stack: ConciergeStack, numberId: string, from: string, answer: string): Promise<void> {
  await until(`“${answer}”`, 20_000, async () => {
    const path = `/_sandbox/phone/thread?numberId=${numberId}&from=${from}`;
    const { messages } = await stack.meta.ask<{ messages: { text: string }[] }>("GET", path);
    return messages.some(({ text }) => text === answer) ? true : null;
  });
}

/** Why this message got no answer; waits for its end. */
async function silence(stack: ConciergeStack, messageId: string): Promise<string | null> {
  const closed = async () => ((await stack.records.closedCount([messageId])) === 1 ? true : null);
  await until("an end of the turn", 30_000, closed);
  return (await stack.records.inbound([messageId]))[0]?.reason ?? null;
}

test.beforeEach(({ stack }) => stack.run());

test("a number is added by hand, tested, confirmed, answers, and is silent when switched off", async ({
  page,
  stack,
}) => {
  test.setTimeout(120_000);
  const { token, ids } = await newNumbers(stack, 1);
  const [id = ""] = ids;
  await becomeOwner(page, stack, "Salon by hand");
  await connect(page, stack, id, token);
  await expect(page.locator("[data-tick=done]")).toHaveCount(4);
  await expectAccessible(page);
  expect(await silence(stack, await say(stack, id, "4915550100001"))).toBe("account_disabled");

  await goLive(page, "Anna answers.");
  await expect(page.getByText("Up to 250 new conversations a day")).toBeVisible();
  // A name that Meta approves afterwards is in force once the number is registered again.
  const nameIs = async (name: object) => {
    await stack.meta.ask("POST", "/_sandbox/numbers", { id, name_in_force: false, ...name });
    await page.getByRole("button", { name: "Check again" }).click();
  };
  await nameIs({ name_status: "PENDING_REVIEW", quality_rating: "YELLOW" });
  await expect(page.getByText("Medium (yellow)")).toBeVisible();
  await nameIs({ name_status: "APPROVED" });
  await expect(page.getByText("Register again with your PIN")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Two-step PIN").fill("123456");
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByText("Register again with your PIN")).toBeHidden();
  await say(stack, id, "4915550100002");
  await answered(stack, id, "4915550100002", "Anna answers.");

  await page.getByRole("switch", { name: "Answer customers automatically" }).click();
  await expect(page.getByText("Nobody is answered now.")).toBeVisible();
  expect(await silence(stack, await say(stack, id, "4915550100003"))).toBe("account_disabled");
});

test("a number belongs to one business; what is another's looks like nothing", async ({ page, stack, browser }) => {
  test.setTimeout(120_000);
  const { token, ids } = await newNumbers(stack, 1);
  const [id = ""] = ids;
  await becomeOwner(page, stack, "First");
  await connect(page, stack, id, token);
  await expect(page).toHaveURL(/account=/);
  const accountId = new URL(page.url()).searchParams.get("account") ?? "";

  const other = await browser.newContext();
  const second = await other.newPage();
  await becomeOwner(second, stack, "Second");
  await connect(second, stack, id, token);
  await expect(second.getByRole("alert").getByText("is connected already")).toBeVisible();
  const answers = [];
  for (const path of [accountId, "7b0bb1a1-0000-4000-8000-000000000000"]) {
    const answer = await other.request.get(`${stack.doorUrl}/admin/whatsapp/${path}`);
    answers.push([answer.status(), (await answer.text()).includes(`Salon ${id}`)]);
  }
  expect(answers).toEqual([
    [404, false],
    [404, false],
  ]);
  await other.close();
});

test("a number that is disconnected and connected again has its rules, and answers by them", async ({
  page,
  stack,
}) => {
  test.setTimeout(120_000);
  const { token, ids } = await newNumbers(stack, 1);
  const [id = ""] = ids;
  await becomeOwner(page, stack, "Comes back");
  await connect(page, stack, id, token);
  await goLive(page, "Anna calls you back.");
  await page.getByRole("link", { name: "Edit the rules" }).click();
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Hours");
  await page.getByRole("textbox", { name: "Keywords" }).pressSequentially("hours,");
  await page.getByRole("textbox", { name: "Text" }).fill("Nine to six.");
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule added.")).toBeVisible();

  await page.goto(`${stack.doorUrl}/admin/whatsapp`);
  await page.getByRole("link", { name: `Salon ${id}` }).click();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("connect the same number again, and they are back");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Yes, disconnect" }).click();
  await expect(page.getByText(`+49 ${id} is disconnected.`)).toBeVisible();

  await connect(page, stack, id, token);
  await expect(page.getByText("Your rule from before is back")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue("Anna calls you back.");
  await expectAccessible(page);
  // It was signed off at Meta.
  await page.getByLabel("Two-step PIN").fill("123456");
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.locator("[data-tick=done]")).toHaveCount(4);
  expect(await silence(stack, await say(stack, id, "4915550100004", "your hours?"))).toBe("account_disabled");
  await goLive(page, "Anna calls you back soon.");
  await say(stack, id, "4915550100005", "your hours?");
  await answered(stack, id, "4915550100005", "Nine to six.");
  await page.getByRole("link", { name: "Edit the rules" }).click();
  await expect(page.locator("li[data-rule]")).toContainText("Hours");
});

test("the last number that leaves a WABA ends its subscription, none before", { tag: "@long" }, async ({
  page,
  stack,
}) => {
  test.setTimeout(120_000);
  const { waba, token, ids } = await newNumbers(stack, 2);
  await becomeOwner(page, stack, "Leaves");
  for (const id of ids) {
    await connect(page, stack, id, token);
    await goLive(page, "Hi.");
  }
  const subscription = `${waba}/subscribed_apps`;
  const unsubscribes = async () =>
    (await stack.meta.calls()).filter(({ method, path }) => method === "DELETE" && path.includes(subscription));
  for (const [index, id] of ids.entries()) {
    await page.goto(`${stack.doorUrl}/admin/whatsapp`);
    await page.getByRole("link", { name: `Salon ${id}` }).click();
    await page.getByRole("button", { name: "Disconnect" }).click();
    await page.getByRole("button", { name: "Yes, disconnect" }).click();
    await expect(page.getByText(`+49 ${id} is disconnected.`)).toBeVisible();
    expect(await unsubscribes()).toHaveLength(index);
  }
  await expect(page.getByRole("heading", { name: "No number yet" })).toBeVisible();
});
