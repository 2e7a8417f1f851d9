// A book that is served while it is written: the page comes again by itself where it stood, defects stand over it until they are mended.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, visit } from './browser.mjs';

const program = process.env.SCOREBOOK;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A book of its own and a server of it; both are gone when the body has ended. */
function served(name, body) {
  test(name, async (given) => {
    const book = mkdtempSync(join(tmpdir(), 'scorebook-served-'));
    execFileSync(program, ['init', '--host', 'none', '--on', '2026-11-25', book]);
    const server = spawn(program, ['serve', '--port', '0', '--root', book], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const lines = createInterface({ input: server.stdout });
      const first = await new Promise((done) => lines.once('line', done));
      const root = first.match(/http:\/\/[^;\s]+/)[0];
      await body({ ...given, root, book: (path) => join(book, path) });
    } finally {
      server.kill();
      rmSync(book, { recursive: true, force: true });
    }
  });
}

function edit(file, from, to) {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from), `${from} in ${file}`);
  // As editors do: a new file in the place of the old one.
  writeFileSync(`${file}.new`, text.replace(from, to));
  renameSync(`${file}.new`, file);
}

/** A page of the site; the server may still be reading the book. */
async function opened(context, address, origin) {
  const { page, complaints } = await visit(context, address, origin);
  await page.locator('footer.colophon').waitFor();
  // While there is no site yet, its place is taken by a page of status 503; and a page that comes again lets go of its line.
  const expected = (one) => one.includes('503') || one.endsWith('/_scorebook/news');
  return { page, complaints: () => complaints.filter((one) => !expected(one)) };
}

served('a change is on the page at once, and the page stands where it stood', async ({ open, root, book }) => {
  const context = await open();
  const { page, complaints } = await opened(context, `${root}vendors/example-vendor/`, root);
  await page.evaluate(() => scrollTo(0, 600));
  const before = await page.evaluate(() => scrollY);
  assert.ok(before > 300, `the page is long enough to be scrolled: ${before}`);
  await page.evaluate(() => { document.querySelector('details')?.setAttribute('open', ''); });
  const unfolded = await page.evaluate(() => document.querySelectorAll('details[open]').length);
  edit(book('data/vendors/example-vendor.toml'), 'name = "', 'name = "Seen at once ');
  await page.locator('h1', { hasText: 'Seen at once' }).waitFor();
  await page.waitForFunction((y) => Math.abs(scrollY - y) < 2, before);
  assert.equal(await page.evaluate(() => document.querySelectorAll('details[open]').length), unfolded);
  assert.deepEqual(complaints(), []);
});

served('defects stand over the last good site until they are mended', async ({ open, root, book }) => {
  const context = await open();
  const { page, complaints } = await opened(context, root, root);
  const heading = await page.locator('h1').first().textContent();
  const vendor = book('data/vendors/example-vendor.toml');
  const written = readFileSync(vendor, 'utf8');
  edit(vendor, 'name = "', 'name = <img src=x onerror=alert(1)>"');
  const panel = page.getByRole('alert');
  await panel.waitFor();
  const told = await panel.innerText();
  assert.match(told, /keeps? the book from being published/);
  assert.match(told, /data\/vendors\/example-vendor\.toml:\d+:\d+/);
  assert.equal(await page.locator('h1').first().textContent(), heading, 'the last good site stays readable');
  // The end of the page is not under it for good.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const footer = await page.locator('footer.colophon').boundingBox();
  assert.ok(footer.y + footer.height <= (await panel.boundingBox()).y + 1, 'the footer can be read');
  assert.deepEqual(complaints(), [], 'the panel breaks no rule of the page');
  // axe itself writes inline styles, which the page forbids.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes[0].html}`), []);
  // It can be put away by keyboard.
  await panel.locator('summary').focus();
  await page.keyboard.press('Enter');
  await panel.locator('li').first().waitFor({ state: 'hidden' });
  writeFileSync(vendor, written);
  await panel.waitFor({ state: 'detached' });
});

served('a link works, a page that is not there says so, and a new record brings it', async ({ open, root, book }) => {
  const context = await open();
  const { page } = await opened(context, root, root);
  await page.locator('nav.primary a', { hasText: 'Vendors' }).click();
  await page.locator('h1', { hasText: 'Vendors' }).waitFor();
  await page.goto(`${root}vendors/second-vendor/`);
  await page.locator('h1', { hasText: 'No such page' }).waitFor();
  writeFileSync(book('data/vendors/second-vendor.toml'), readFileSync(book('data/vendors/example-vendor.toml'), 'utf8').replace('Example vendor', 'Second vendor'));
  await page.locator('h1', { hasText: 'Second vendor' }).waitFor();
});
