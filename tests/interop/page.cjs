// Run by page.sh: node page.cjs PAGE.html ... Writes a picture of every view beside each page.
const fs = require("fs");
const puppeteer = require("puppeteer-core");
const { PDFDocument } = require("pdf-lib");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// The verdicts and the findings, which have to fit on this many A4 pages before the appendix begins.
const MOST_PAGES = 2;
const VIEWS = [
  { name: "1280", width: 1280, scheme: "light" },
  { name: "1280-dark", width: 1280, scheme: "dark" },
  { name: "390", width: 390, scheme: "light" },
  { name: "390-dark", width: 390, scheme: "dark" },
  // Wide enough for every table, so that the contrast of each cell can be told.
  { name: "all", width: 2600, scheme: "light" },
  { name: "all-dark", width: 2600, scheme: "dark" },
];
// A long page on a busy machine takes its time; what has not answered by then will not.
const PATIENCE_MS = 10 * 60_000;
let n_found = 0;
let browser;

const launch = () => puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"], timeout: PATIENCE_MS, protocolTimeout: PATIENCE_MS });

// Does one piece of work on a page of its own and says what it found. Where the browser itself fails (it was killed, or did not answer), the
// work is done once more in a new browser, and the reason is told; a finding is no failure and is never tried again.
async function once(path, view, work) {
  for (const attempt of [1, 2]) {
    const lines = [];
    let n_findings = 0;
    const found = (where, what) => {
      n_findings += 1;
      lines.push(`${path}, ${where}: ${what}`);
    };
    try {
      browser ??= await launch();
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await work(page, found, (line) => lines.push(line));
      await page.close();
      lines.forEach((line) => console.log(line));
      n_found += n_findings;
      return;
    } catch (error) {
      const why = String(error.message ?? error).split("\n")[0];
      console.log(`${path}, ${view}: the browser failed (${why})${attempt === 1 ? "; once more" : ", twice: not looked at"}`);
      browser?.process()?.kill("SIGKILL");
      browser = undefined;
    }
  }
  n_found += 1;
}

// Opens a page and waits until it is laid out.
async function open(page, path) {
  await page.goto(`file://${path}`, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

async function look(page, path, view, unfolded, found) {
  await page.setViewport({ width: view.width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
  await open(page, path);
  const is_all = view.name.startsWith("all");
  if (is_all) await page.addStyleTag({ content: "body { max-width: none; }" });
  if (unfolded) await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations", "incomplete"] }));
  for (const rule of [...result.violations, ...result.incomplete]) {
    // What is behind text in a picture axe-core cannot know; `dim` looks there.
    // What scrolls out of its table it cannot see either; the widest view holds all of it.
    const obscured = (node) => !is_all && node.any.some((check) => ["bgOverlap", "elmPartiallyObscured", "shortTextContent"].includes(check.data?.messageKey));
    const is_seen = (node) => !node.html.startsWith("<text") && !obscured(node);
    rule.nodes = rule.nodes.filter((node) => rule.id !== "color-contrast" || is_seen(node));
    if (rule.nodes.length === 0) continue;
    const first = rule.nodes[0];
    const why = [...first.any, ...first.all, ...first.none].map((check) => check.message).join("; ");
    found(view.name + (unfolded ? ", unfolded" : ""), `${rule.id} (${rule.nodes.length}): ${first.target} ${why}`);
  }
  for (const what of await page.evaluate(dim)) found(view.name, `contrast in a picture: ${what}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found(view.name, `the page is ${wide} pixels wider than the window`);
  const name = `${path.replace(/\.html$/, "")}-${view.name}${unfolded ? "-unfolded" : ""}.png`;
  await page.screenshot({ path: name, fullPage: true });
}

// The texts of pictures that stand out from what is behind them by less than AA asks for.
function dim() {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const part = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const ground = getComputedStyle(document.body).backgroundColor;
  const weak = [];
  for (const text of document.querySelectorAll("svg text")) {
    const at = text.getBoundingClientRect();
    const holds = (one) => {
      const box = one.getBoundingClientRect();
      return box.left <= at.left + at.width / 2 && box.right >= at.left + at.width / 2 && box.top <= at.top + at.height / 2 && box.bottom >= at.top + at.height / 2;
    };
    const behind = [...text.closest("svg").querySelectorAll("rect:not(.here)")].filter(holds).pop();
    const [a, b] = [light(getComputedStyle(text).fill), light(behind ? getComputedStyle(behind).fill : ground)].sort((a, b) => b - a);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.push(`${text.textContent} ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
  }
  return weak;
}

async function print(page, path, found, say) {
  await open(page, path);
  await page.emulateMediaType("print");
  // 180 mm are left between the margins.
  const columns = Math.round((180 / 25.4) * 96);
  await page.setViewport({ width: columns, height: 1000 });
  const state = await page.evaluate((columns) => {
    const seen = (one) => one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
    const cut = [...document.querySelectorAll("table, svg, p, li, pre")].filter((one) => one.getBoundingClientRect().right > columns + 1 && seen(one));
    const folded = [...document.querySelectorAll("details:not(.when, .aside) > *:not(summary)")].filter((one) => !seen(one));
    return { cut: cut.map((one) => one.outerHTML.slice(0, 80)), folded: folded.map((one) => one.outerHTML.slice(0, 80)) };
  }, columns);
  state.cut.forEach((what) => found("print", `cut on A4: ${what}`));
  state.folded.forEach((what) => found("print", `hidden by a fold: ${what}`));
  const pages = async () => (await PDFDocument.load(await page.pdf({ preferCSSPageSize: true, printBackground: true }))).getPageCount();
  const all = await pages();
  await page.pdf({ path: path.replace(/\.html$/, ".pdf"), preferCSSPageSize: true, printBackground: true });
  await page.evaluate(() => document.querySelector(".appendix").remove());
  const n_front = await pages();
  if (n_front > MOST_PAGES) found("print", `${n_front} pages before the appendix`);
  say(`${path}: ${n_front} ${n_front === 1 ? "page" : "pages"} and ${all - n_front} of appendix`);
}

(async () => {
  for (const path of process.argv.slice(2)) {
    for (const view of VIEWS) {
      for (const unfolded of [false, true]) {
        await once(path, view.name, (page, found) => look(page, path, view, unfolded, found));
      }
    }
    await once(path, "print", (page, found, say) => print(page, path, found, say));
  }
  await browser?.close();
  console.log(n_found === 0 ? "nothing found" : `${n_found} findings`);
  process.exit(n_found === 0 ? 0 : 1);
})();
