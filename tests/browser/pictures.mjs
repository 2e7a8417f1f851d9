// Takes the pictures of docs/monday.md on its walk: node pictures.mjs FOLDER, with what scripts/monday made in $MONDAY.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, serve, visit } from './browser.mjs';
import { DIFFERENCE, STEPS, walk } from './monday.mjs';
import { small } from './png.mjs';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const WIDTH = 1366;
const HIGHEST = 780;

/** From the first to the last of what a step shows; the link that is clicked next has a frame, and is in the picture where it fits. */
async function take(step, page, next) {
  const wanted = step.show(page);
  if (wanted.length === 0) return;
  await page.evaluate(() => document.fonts.ready);
  await next?.evaluate((link) => Object.assign(link.style, { outline: '3px solid #c2410c', outlineOffset: '1px' }));
  const boxes = [];
  for (const locator of wanted) boxes.push(await page.evaluate(box, await locator.first().elementHandle()));
  if (next) {
    const wider = span([...boxes, await page.evaluate(box, await next.elementHandle())]);
    if (wider.height <= HIGHEST) boxes.push({ top: wider.y + 24, bottom: wider.y + wider.height - 24 });
  }
  const { y, height } = span(boxes);
  const clip = { x: 0, y, width: WIDTH, height: Math.min(height, HIGHEST) };
  const png = await page.screenshot({ clip, fullPage: true, animations: 'disabled' });
  writeFileSync(join(folder, `${step.name}.png`), small(png));
  await next?.evaluate((link) => Object.assign(link.style, { outline: '', outlineOffset: '' }));
}

const box = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return { top: top + window.scrollY, bottom: bottom + window.scrollY };
};

function span(boxes) {
  const y = Math.max(0, Math.min(...boxes.map((one) => one.top)) - 24);
  return { y, height: Math.max(...boxes.map((one) => one.bottom)) + 24 - y };
}

const made = process.env.MONDAY;
const [site, difference] = [await serve(join(made, 'site')), await serve(join(made, 'difference'), '/difference/')];
// Still pictures: the interactive one fades in.
const { browser: context, close } = await open({ javaScriptEnabled: true, reducedMotion: 'reduce', viewport: { width: WIDTH, height: 820 } });
// The README's: the first page as it is.
const home = await visit(context, site.root, site.root);
await take({ ...STEPS[0], name: 'home' }, home.page);
await home.page.close();
const clicks = await walk(context, site.root, take);
const { page } = await visit(context, difference.root, difference.root);
await take(DIFFERENCE, page);
await close();
site.close();
difference.close();
console.log(`${clicks} clicks`);
