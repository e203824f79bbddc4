// Opens an HTML report in Chromium as a reader does: filters, expands, follows a link to a rule.
// usage: node report.mjs FOLDER_WITH_NODE_MODULES CHROMIUM REPORT [SCREENSHOT]; prints what it saw as one JSON object.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [tools, chromium, report, screenshot] = process.argv.slice(2);
const { chromium: browserType } = createRequire(path.resolve(tools, "x.js"))("playwright-core");
const browser = await browserType.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const saw = { console: [], requests: [] };
async function open(options = {}) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, ...options });
  page.on("console", (message) => saw.console.push(message.text()));
  page.on("pageerror", (error) => saw.console.push(String(error)));
  page.on("dialog", (dialog) => { saw.console.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== pathToFileURL(path.resolve(report)).href) saw.requests.push(request.url()); });
  await page.goto(pathToFileURL(path.resolve(report)).href);
  return page;
}
const page = await open();
const shown = () => page.locator(".f:visible").count();
saw.all = await shown();
saw.elements = await page.evaluate(() => document.querySelectorAll("body script, body style, body img, body iframe, [onerror], [onclick]").length);
saw.title = await page.title();
await page.uncheck("input[value=w]");
saw.errors = await shown();
await page.check("input[value=w]");
await page.selectOption("select[name=rule]", { index: 1 });
saw.firstRule = await shown();
await page.selectOption("select[name=rule]", "");
await page.selectOption("select[name=plugin]", { index: 1 });
saw.firstPlugin = await shown();
await page.selectOption("select[name=plugin]", "");
await page.fill("input[name=text]", "no such text anywhere");
saw.noText = await shown();
await page.fill("input[name=text]", "");
saw.framesBefore = await page.locator(".f pre:visible").count();
if (screenshot) await page.screenshot({ path: screenshot.replace(".png", "-closed.png") });
await page.click("#expand");
saw.framesAfter = await page.locator(".f pre:visible").count();
saw.fixes = await page.locator(".f ins:visible").count();
if (screenshot) await page.screenshot({ path: screenshot, fullPage: false });
if (screenshot) {
  const dark = await open({ colorScheme: "dark" });
  await dark.click("#expand");
  await dark.screenshot({ path: screenshot.replace(".png", "-dark.png") });
}
await page.locator(".f summary a").first().click();
saw.hash = await page.evaluate(() => location.hash);
const plain = await open({ javaScriptEnabled: false });
saw.plain = await plain.locator(".f:visible").count();
saw.plainFilters = await plain.locator("#filters:visible").count();
await page.emulateMedia({ media: "print" });
saw.printedFilters = await page.locator("#filters:visible").count();
const printed = await open();
await printed.emulateMedia({ media: "print" });
saw.printedFrames = await printed.locator(".f pre:visible").count();
saw.frames = await printed.locator(".f pre").count();
await browser.close();
console.log(JSON.stringify(saw));
