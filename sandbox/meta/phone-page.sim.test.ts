import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findBrowser } from "../browser/find-browser";
import { type MetaBench, startMetaBench } from "./test-server/meta-test-server";

let browser: Browser;
let bench: MetaBench;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch(await findBrowser());
});
afterAll(() => browser.close());
beforeEach(async () => {
  bench = await startMetaBench();
  // Of a context of its own: what looks for barriers opens a page beside it.
  page = await (await browser.newContext()).newPage();
  await page.goto(bench.url);
  await page.getByText("Demo Salon", { exact: true }).waitFor();
});
afterEach(async () => {
  await page.context().close();
  await bench.close();
});

async function type(text: string): Promise<void> {
  await page.getByTestId("composer").fill(text);
  await page.getByTestId("send").click();
}

describe("the phone's page", () => {
  it("lets a person answer as the owner, edit, take back, and be the customer again", async () => {
    await type("are you open?");
    await bench.app.items(1, ({ message }) => message?.text?.body === "are you open?");
    await page.getByTestId("writer-owner").check();
    await type("until six");
    const [answer] = await bench.app.items(1, ({ echo }) => echo?.type === "text");
    expect(answer?.echo).toMatchObject({ to: "15550100100", text: { body: "until six" } });
    const bubble = page.getByTestId("bubble").filter({ has: page.getByTestId("from-owner") });
    await expect.poll(() => bubble.textContent()).toContain("until six");

    await bubble.getByTestId("owner-edit").click();
    await type("until seven");
    const [edit] = await bench.app.items(1, ({ echo }) => echo?.type === "edit");
    expect(edit?.echo).toMatchObject({ edit: { original_message_id: answer?.echo?.id } });
    await expect.poll(() => bubble.textContent()).toContain("until seven");

    await bubble.getByTestId("owner-delete").click();
    await bench.app.items(1, ({ echo }) => echo?.type === "revoke");
    await expect.poll(() => bubble.textContent()).toContain("deleted");

    await page.getByTestId("writer-customer").check();
    await type("thanks");
    await bench.app.items(1, ({ message }) => message?.text?.body === "thanks");
  });
});

describe("the page of accounts", () => {
  it("is led to from the phone, and lets things happen to a number", async () => {
    await bench.sandbox("POST", "numbers", { id: "410001", waba_id: "41", verified_name: "Café", subscribed: true });
    await page.getByTestId("accounts-link").click();
    await page.getByTestId("number").selectOption("410001");
    await page.getByRole("button", { name: "Banned" }).click();
    const [item] = await bench.app.items(1, ({ account }) => account !== undefined);
    expect(item?.account).toMatchObject({ entryId: "41", value: { ban_info: { waba_ban_state: "DISABLE" } } });
    await expect.poll(() => page.getByTestId("state").textContent()).toContain("ban DISABLE");
    await page.getByRole("button", { name: "Nobody pays any more" }).click();
    await expect.poll(() => page.getByTestId("state").textContent()).not.toContain("funded");
  });

  it("has no button that the stand-in doesn't understand", async () => {
    await bench.sandbox("POST", "numbers", { id: "410001", waba_id: "41", verified_name: "Café", subscribed: true });
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: ["41"] });
    await page.goto(`${bench.url}/accounts`);
    await page.getByTestId("number").selectOption("410001");
    const buttons = await page.getByRole("button").all();
    expect(buttons.length).toBeGreaterThan(20);
    for (const button of buttons) {
      const words = await button.textContent();
      await button.click();
      await expect.poll(() => page.getByTestId("outcome").textContent()).toBe(`Done: ${words}`);
    }
  });

  it("has no barriers, nor have the phone as the owner's and the signup window", async () => {
    const barriers = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
    await page.getByTestId("writer-owner").check();
    await page.getByTestId("composer").fill("until six");
    await page.getByTestId("send").click();
    await page.getByTestId("from-owner").waitFor();
    expect(await barriers()).toEqual([]);
    await page.goto(`${bench.url}/accounts`);
    await page.getByRole("button", { name: "Banned" }).waitFor();
    expect(await barriers()).toEqual([]);
    const query = "client_id=300000000000001&config_id=1&response_type=code&override_default_response_type=true";
    await page.goto(`${bench.url}/v26.0/dialog/oauth?${query}&origin=${encodeURIComponent(bench.url)}&state=1`);
    await page.getByTestId("scenario-error").check();
    expect(await barriers()).toEqual([]);
  });
});
