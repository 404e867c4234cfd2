import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { numbers, shownAs } from "../stack/furnish-database";
import { newCustomer, textsTo, write } from "./customer-phone";
import { openAdmin } from "./demo-owner";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

/** Other stories go by the facts that the demo salon begins with. */
let before: object;

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const everyDay = (spans: string[][]) => Object.fromEntries(DAYS.map((day) => [day, spans]));

async function setFacts(stack: ConciergeStack, facts: object): Promise<void> {
  const file = join(stack.dataFolder, "facts.json");
  await writeFile(file, JSON.stringify(facts));
  await stack.npm("facts", "set", "--tenant", "demo", "--file", file);
}

const setHours = (stack: ConciergeStack, spans: string[][]) =>
  setFacts(stack, { time_zone: "Europe/Berlin", hours: everyDay(spans) });

/** What a customer gets for a message, or why nothing. */
async function say(stack: ConciergeStack, from: string, text: string): Promise<string | null> {
  const { outcome, reason } = await write(stack, from, text);
  return outcome === "replied" ? ((await textsTo(stack, from)).at(-1) ?? null) : reason;
}

/** The system messages that the model was given for replies, the newest last. */
async function systemMessages(stack: ConciergeStack): Promise<string[]> {
  const calls = await stack.workersAi.calls();
  return calls.flatMap(({ body }) => {
    const { messages = [] } = (body ?? {}) as { messages?: { role: string; content: string }[] };
    const system = messages.find(({ role }) => role === "system")?.content ?? "";
    return system.includes("replies for one small business") ? [system] : [];
  });
}

const keysOfMemory = (stack: ConciergeStack) => stack.redisCommand<string[]>("KEYS", "memory:*");

test.beforeEach(async ({ page, stack }) => {
  await stack.run();
  before ??= await stack.npm<object>("facts", "show", "--tenant", "demo");
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
  await stack.forgetCalls();
});

test.afterEach(({ stack }) => setFacts(stack, before));

test("a ready rule says that the shop is closed, and when it opens, and is silent while it is open", async ({
  page,
  stack,
}) => {
  await page.setViewportSize({ width: 375, height: 720 });
  await setHours(stack, []);
  await page.reload();
  await page.getByRole("button", { name: "Ready rules" }).click();
  await expectAccessible(page, "[data-sonner-toaster]");
  await page.getByRole("button", { name: "We’re closed" }).click();
  const editor = page.locator("form").filter({ has: page.getByRole("button", { name: "Save rule" }) });
  await expect(editor.getByRole("combobox", { name: "At which times?" })).toHaveValue("closed");
  // The facts know no day on which it opens: the line with that is left out, and the editor says so.
  await expect(editor.getByText("Not in your facts yet: {next_open}")).toBeVisible();
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
  await expectAccessible(page, "[data-sonner-toaster]");
  const text = editor.getByRole("textbox", { name: "Text" });
  const ready = await text.inputValue();
  await text.fill(`${ready} {adress}`);
  await editor.getByRole("button", { name: "Save rule" }).click();
  await expect(editor.getByText(/\{adress\} is no placeholder\. There are \{hours_today\}/)).toBeVisible();
  await text.fill(ready);
  await editor.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule added.")).toBeVisible();

  const away = "Thanks for your message! We’re closed right now.\nWe’ll answer then.";
  expect(await say(stack, newCustomer(), "are you open?")).toBe(away);
  await setHours(stack, [["00:00", "24:00"]]);
  expect(await say(stack, newCustomer(), "are you open?")).toBe("Thanks!");
});

const BOOKING = {
  id: "booking",
  label: "Booking",
  matcher: { kind: "static_text", keywords: ["book"] },
  response: {
    kind: "prompt",
    text: "Ask which service and which day they prefer; mention a stylist will confirm shortly.",
  },
};

test("what follows an AI reply goes to the same rule, and is remembered only where the owner wants that", async ({
  page,
  stack,
}) => {
  await importList(page, { ...EMPTY_LIST, rules: [BOOKING] });
  await expect(page.getByText("AI instruction is being checked")).toBeHidden();
  const customer = newCustomer();
  const first = await say(stack, customer, "can I book a balayage?");
  expect(first).toContain("rules wrote this");
  expect(await say(stack, customer, "friday afternoon")).toContain("rules wrote this");
  expect(await say(stack, customer, "ok, thanks!")).toBe("rule_silent");
  expect(await say(stack, customer, "saturday")).toBe("Thanks!");
  const [asked, followed] = (await systemMessages(stack)).slice(-2);
  expect(asked).not.toContain("a moment ago");
  expect(followed).toContain("a moment ago");
  expect(followed).not.toContain("Your last reply to this customer");
  expect(await keysOfMemory(stack)).toEqual([]);

  await openAdmin(page, stack, "messages");
  const memory = page.getByRole("switch", { name: "Short memory" });
  await memory.click();
  await expect(page.getByText("The AI now remembers half an hour.")).toBeVisible();
  await expectAccessible(page, "[data-sonner-toaster]");
  await stack.forgetCalls();
  const other = newCustomer();
  const told = await say(stack, other, "can I book a cut?");
  await say(stack, other, "friday afternoon");
  const remembered = (await systemMessages(stack)).at(-1) ?? "";
  expect(remembered).toContain("Your last reply to this customer");
  expect(remembered).toContain(told);
  expect((await keysOfMemory(stack)).length).toBeGreaterThan(0);
  for (const key of await keysOfMemory(stack)) {
    const life = Number(await stack.redisCommand<number>("PTTL", key));
    expect(life).toBeGreaterThan(0);
    expect(life).toBeLessThanOrEqual(1_800_000);
  }
  // A person takes over: nothing of the conversation is left.
  await say(stack, other, "I want to talk to a person");
  // The pause begins once the customer has the answer.
  await expect.poll(() => keysOfMemory(stack)).toEqual([]);

  await memory.click();
  await expect(page.getByText("Off. What was remembered is erased.")).toBeVisible();
  // Other stories find the number with nobody who waits for a person.
  await openAdmin(page, stack, "whatsapp");
  await page.getByRole("link", { name: shownAs(numbers.fragile) }).click();
  await page.getByRole("button", { name: `Done with +${other}, let Concierge answer again` }).click();
  await expect(page.getByTestId("handed-over")).toHaveCount(0);
});
