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
  page = await browser.newPage();
  await page.goto(bench.url);
  await page.getByText("Demo Salon", { exact: true }).waitFor();
});
afterEach(async () => {
  await page.close();
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
