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
let n_found = 0;

function found(page, view, what) {
  n_found += 1;
  console.log(`${page}, ${view}: ${what}`);
}

async function look(browser, path, view, unfolded) {
  const page = await browser.newPage();
  await page.setViewport({ width: view.width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
  await page.goto(`file://${path}`);
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
    found(path, view.name + (unfolded ? ", unfolded" : ""), `${rule.id} (${rule.nodes.length}): ${first.target} ${why}`);
  }
  for (const what of await page.evaluate(dim)) found(path, view.name, `contrast in a picture: ${what}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found(path, view.name, `the page is ${wide} pixels wider than the window`);
  const name = `${path.replace(/\.html$/, "")}-${view.name}${unfolded ? "-unfolded" : ""}.png`;
  await page.screenshot({ path: name, fullPage: true });
  await page.close();
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

async function print(browser, path) {
  const page = await browser.newPage();
  await page.goto(`file://${path}`);
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
  state.cut.forEach((what) => found(path, "print", `cut on A4: ${what}`));
  state.folded.forEach((what) => found(path, "print", `hidden by a fold: ${what}`));
  const pages = async () => (await PDFDocument.load(await page.pdf({ preferCSSPageSize: true, printBackground: true }))).getPageCount();
  const all = await pages();
  await page.pdf({ path: path.replace(/\.html$/, ".pdf"), preferCSSPageSize: true, printBackground: true });
  await page.evaluate(() => document.querySelector(".appendix").remove());
  const n_front = await pages();
  if (n_front > MOST_PAGES) found(path, "print", `${n_front} pages before the appendix`);
  console.log(`${path}: ${n_front} pages and ${all - n_front} of appendix`);
  await page.close();
}

(async () => {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  for (const path of process.argv.slice(2)) {
    for (const view of VIEWS) {
      await look(browser, path, view, false);
      await look(browser, path, view, true);
    }
    await print(browser, path);
  }
  await browser.close();
  console.log(n_found === 0 ? "nothing found" : `${n_found} findings`);
  process.exit(n_found === 0 ? 0 : 1);
})();
