import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findBrowser } from "../browser/find-browser";
import { type MetaBench, startMetaBench } from "./test-server/meta-test-server";

/** A page with a button that calls FB.login in its click handler, and keeps all that it hears. */
const pageOf = (sdk: string) => `<!doctype html><title>App</title><button>Connect</button>
<script>
  window.heard = [];
  window.fbAsyncInit = () => {
    FB.init({ appId: "300000000000001", version: "v26.0", xfbml: true, autoLogAppEvents: true });
    window.ready = true;
  };
  addEventListener("message", ({ origin, data }) => {
    if (data.type === "sandbox_sdk_login") return;
    heard.push({ origin, kind: typeof data, message: typeof data === "string" ? JSON.parse(data) : data });
  });
  document.querySelector("button").onclick = () =>
    FB.login(function (response) { heard.push({ response }); }, {
      config_id: "1", response_type: "code", override_default_response_type: true, extras: { setup: {} },
    });
</script>
<script async crossorigin="anonymous" src="${sdk}"></script>`;

interface Heard {
  origin?: string;
  kind?: string;
  message?: { event: string; data: Record<string, string> };
  response?: { status: string; authResponse: { code: string } | null };
}

let browser: Browser;
let bench: MetaBench;
let server: Server;
let opener = "same-origin-allow-popups";
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch(await findBrowser());
});
afterAll(() => browser.close());

beforeEach(async () => {
  bench = await startMetaBench();
  opener = "same-origin-allow-popups";
  server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.setHeader("cross-origin-opener-policy", opener);
    response.setHeader("content-security-policy", `script-src 'unsafe-inline' ${bench.url}`);
    response.end(pageOf(`${bench.url}/en_US/sdk.js`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  page = await browser.newPage();
});
afterEach(async () => {
  await page.context().close();
  server.close();
  server.closeAllConnections();
  await bench.close();
});

async function open(): Promise<void> {
  const address = server.address();
  // Cross-Origin-Opener-Policy counts for trustworthy origins; those of this machine are.
  await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`);
  await page.waitForFunction("window.ready");
}

async function connect(): Promise<Page> {
  const popup = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Connect" }).click();
  return popup;
}

async function heard(count: number): Promise<Heard[]> {
  await page.waitForFunction((wanted) => (window as unknown as { heard: unknown[] }).heard.length >= wanted, count);
  return page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
}

const next = (wish: object) => bench.sandbox("POST", "signup/next", wish);

describe("the popup in a browser", () => {
  it("lets a person choose an ending, and tells the page behind: first the event, then the code", async () => {
    await open();
    const popup = await connect();
    await popup.getByTestId("scenario-name_in_review").check();
    await popup.getByLabel("Name of the business").fill("Café Süd");
    await popup.getByTestId("signup-finish").click();
    const [event, code] = await heard(2);
    expect(event).toMatchObject({ origin: bench.url, kind: "string", message: { event: "FINISH" } });
    expect(code?.response).toMatchObject({ status: "connected", authResponse: { code: expect.any(String) } });
    const numbers = (await bench.sandbox<{ id: string; verified_name: string }[]>("GET", "numbers")).body;
    expect(numbers.find(({ id }) => id === event?.message?.data.phone_number_id)).toMatchObject({
      verified_name: "Café Süd",
      name_status: "PENDING_REVIEW",
    });
    expect(popup.isClosed()).toBe(true);
  });

  it.each([
    ["after the code", { event: "after" }, ["code", "string"]],
    ["never", { event: "never" }, ["code"]],
    ["twice, as an object", { times: 2, as: "object" }, ["object", "object", "code"]],
  ])("posts the event %s", async (_case, wish, expected) => {
    await next({ scenario: "new_number", ...wish });
    await open();
    await connect();
    const all = await heard(expected.length);
    expect(all.map(({ kind, response }) => (response ? "code" : kind))).toEqual(expected);
  });

  it("posts from an origin that isn't Meta's, where a test wants it", async () => {
    await next({ origin: "wrong" });
    await open();
    await connect();
    const all = await heard(2);
    expect(all.map(({ origin }) => origin)).toEqual(["null", undefined]);
  });

  it("says that it was cancelled, and that it was closed", async () => {
    await next({ scenario: "cancelled", click: true });
    await open();
    const popup = await connect();
    await popup.getByLabel("At which step").selectOption("PERMISSIONS");
    await popup.getByTestId("signup-finish").click();
    const [event, cancelled] = await heard(2);
    expect(event?.message).toMatchObject({ event: "CANCEL", data: { current_step: "PERMISSIONS" } });
    expect(cancelled?.response).toEqual({ status: "unknown", authResponse: null });
    await (await connect()).getByTestId("signup-close").click();
    expect((await heard(3))[2]?.response).toEqual({ status: "unknown", authResponse: null });
  });

  it("is cut off by the opener policy that cuts Meta's off", async () => {
    opener = "same-origin";
    await open();
    const context = page.context();
    const popup = context.waitForEvent("page");
    await page.getByRole("button", { name: "Connect" }).click();
    const [closed] = await heard(1);
    expect(closed?.response).toEqual({ status: "unknown", authResponse: null });
    await (await popup).getByTestId("signup-finish").click();
    await (await popup).getByText("Cross-Origin-Opener-Policy").waitFor();
  });

  it("takes no async function for a callback, as Meta's SDK", async () => {
    await open();
    const words = await page.evaluate("try { FB.login(async () => {}, {}) } catch (error) { error.message }");
    expect(words).toBe("Expression is of type asyncfunction, not function");
  });
});
