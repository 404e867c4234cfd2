import { expect, test } from "../stack/browser-test";

test.beforeEach(({ stack }) => stack.run());

test("the icon, the manifest with its icons, and the picture for links are there", async ({ page, stack }) => {
  await page.goto(stack.doorUrl);
  const attributes = async (selector: string, name: string) =>
    (await page.locator(selector).evaluateAll((all, of) => all.map((one) => one.getAttribute(of)), name)).flatMap(
      (value) => value ?? [],
    );
  const manifests = await attributes('link[rel="manifest"]', "href");
  const pictures = await attributes('meta[property="og:image"]', "content");
  const icons = await attributes('link[rel="icon"], link[rel="apple-touch-icon"]', "href");
  expect([manifests.length, pictures.length, icons.length]).toEqual([1, 1, 3]);
  expect(pictures[0]).toBe(`${stack.doorUrl}/social.png`);
  const manifest = (await (await fetch(stack.doorUrl + manifests[0])).json()) as { icons: { src: string }[] };
  for (const address of [...pictures, ...icons, ...manifest.icons.map(({ src }) => src)]) {
    const { status, headers } = await fetch(new URL(address, stack.doorUrl));
    expect([status, headers.get("content-type")], address).toEqual([200, expect.stringMatching(/^image\//)]);
  }
});
