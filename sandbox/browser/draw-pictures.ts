/** `npx tsx sandbox/browser/draw-pictures.ts`: draws the pictures in `public/` anew, all from `public/icon.svg`. */
import { readFile } from "node:fs/promises";
import { chromium, type Page } from "playwright";
import { findBrowser } from "./find-browser";

const GROUND = "#14624f";
const FONTS = "node_modules/geist/dist/fonts/geist-sans";

const icon = await readFile("public/icon.svg", "utf8");
/** The bell alone, for where the system cuts the corners itself. */
const bell = icon.replace(/<rect[^>]*\/>/, "");

async function main(): Promise<void> {
  const browser = await chromium.launch(await findBrowser());
  const page = await browser.newPage();
  for (const size of [192, 512]) await draw(page, `icon-${size}.png`, size, size, filled(icon));
  // Apple rounds the corners, and Android may cut a circle of four fifths (w3.org/TR/appmanifest, "maskable").
  await draw(page, "apple-touch-icon.png", 180, 180, filled(bell, 84));
  await draw(page, "icon-maskable.png", 512, 512, filled(bell, 70));
  await draw(page, "social.png", 1200, 630, await socialPicture());
  await browser.close();
}

async function draw(page: Page, name: string, width: number, height: number, html: string): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.setContent(`<style>* { margin: 0; box-sizing: border-box }</style>${html}`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `public/${name}`, omitBackground: true });
}

/** A whole picture of this drawing; with a share of the width in percent, in the middle of a ground. */
function filled(svg: string, percent = 100): string {
  const ground = percent < 100 ? `background:${GROUND};` : "";
  return `<div style="width:100vw;height:100vh;${ground}display:grid;place-items:center"><div style="width:${percent}%;line-height:0">${svg}</div></div>`;
}

async function socialPicture(): Promise<string> {
  const face = async (file: string, weight: number) =>
    `@font-face { font-family: Geist; font-weight: ${weight}; src: url(data:font/woff2;base64,${await readFile(`${FONTS}/${file}`, "base64")}) }`;
  return `<style>
${await face("Geist-Regular.woff2", 400)}
${await face("Geist-SemiBold.woff2", 600)}
body { width: 1200px; height: 630px; padding: 88px; background: #f8f4ec; color: #271f17; font: 400 34px/1.4 Geist; display: grid; grid-template-columns: 1fr 460px; gap: 56px; align-items: center }
.icon { width: 112px; line-height: 0 }
h1 { margin: 36px 0 12px; font-size: 76px; font-weight: 600; letter-spacing: -0.03em; line-height: 1.1 }
.says { padding: 24px 30px; border-radius: 30px; font-size: 30px; width: fit-content }
.in { background: #fffdf9; border: 2px solid #e4dacb; border-bottom-left-radius: 8px }
.out { margin: 22px 0 0 auto; background: ${GROUND}; color: #fdfbf6; border-bottom-right-radius: 8px; max-width: 400px }
p { color: #655a4e }
</style>
<div><div class="icon">${icon}</div><h1>Concierge</h1><p>Answers a small business’s customers on WhatsApp.</p></div>
<div><div class="says in">Are you open on Sunday?</div><div class="says out">We’re open 7am–7pm every day. Come say hi!</div></div>`;
}

void main();
