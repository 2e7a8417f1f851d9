// The demo site in Chromium: every kind of page, scripts on and off, light and dark, phone, print, from a folder.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasFont, serve, test, visit } from './browser.mjs';

const site = process.env.DEMO_SITE;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One page of each kind: the first by name below each folder shape. */
function onePerKind(folder) {
  const kinds = new Map();
  const walk = (at) => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (name.endsWith('.html')) {
        const parts = relative(folder, path).split('/');
        const kind = parts.map((part, i) => (i % 2 === 1 && part !== 'index.html' && part !== 'metrics' ? '*' : part)).join('/');
        if (!kinds.has(kind)) kinds.set(kind, parts.join('/'));
      }
    }
  };
  walk(folder);
  return [...kinds.values()];
}

let server;
let pages;
before(async () => {
  server = await serve(site);
  pages = onePerKind(site);
});
after(() => server.close());

test('the demo has every kind of page', () => {
  for (const wanted of ['index.html', 'audit/index.html', 'actions/index.html', 'method/index.html']) {
    assert.ok(pages.includes(wanted), `${wanted} is missing among ${pages}`);
  }
  assert.ok(pages.length >= 20, `${pages.length} kinds: ${pages}`);
});

for (const [name, settings] of [
  ['scripts on, light', { colorScheme: 'light' }],
  ['scripts on, dark', { colorScheme: 'dark' }],
  ['scripts off', { javaScriptEnabled: false }],
  ['a phone', { viewport: { width: 360, height: 740 } }],
  ['a small laptop', { viewport: { width: 1100, height: 700 } }],
]) {
  test(`pages load without a complaint: ${name}`, async ({ open }) => {
    const context = await open(settings);
    for (const path of pages) {
      const { page, complaints } = await visit(context, server.root + path, server.root);
      if (settings.javaScriptEnabled !== false) {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${path} is ${wide} px wider than its window (${name})`);
        const over = await page.evaluate(() =>
          [...document.querySelectorAll('.columns > *, .halves > *')]
            .filter((part) => part.scrollWidth > part.clientWidth + 1)
            .map((part) => part.innerText.slice(0, 60)),
        );
        assert.deepEqual(over, [], `${path}: parts that reach into their neighbour (${name})`);
      }
      assert.deepEqual(complaints, [], path);
      await page.close();
    }
  });
}

for (const colorScheme of ['light', 'dark']) {
  test(`no accessibility violation: ${colorScheme}`, async ({ open }) => {
    const context = await open({ colorScheme });
    for (const path of pages) {
      const { page } = await visit(context, server.root + path, server.root);
      await page.evaluate(axe);
      // `target-size` is off unless it is asked for.
      const rules = { 'target-size': { enabled: true } };
      const { violations } = await page.evaluate((rules) => window.axe.run(document, { resultTypes: ['violations'], rules }), rules);
      const told = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`);
      assert.deepEqual(told, [], path);
      await page.close();
    }
  });
}

test('the content is the same with scripts off', async ({ open }) => {
  const on = await open();
  const off = await open({ javaScriptEnabled: false });
  for (const path of pages) {
    const shown = async (context) => {
      const { page } = await visit(context, server.root + path, server.root);
      const figures = await page.locator('main [data-f]').allTextContents();
      const headings = await page.locator('main h1, main h2').allTextContents();
      await page.close();
      return { figures, headings };
    };
    assert.deepEqual(await shown(off), await shown(on), path);
  }
});

test('a metric page is light until its picture is explored, which goes by mouse and keyboard', async ({ open }) => {
  const context = await open();
  const path = pages.find((p) => p.includes('/metrics/'));
  const asked = [];
  context.on('response', (response) => asked.push(response));
  const { page, complaints } = await visit(context, server.root + path, server.root);
  const sizes = await Promise.all(asked.map(async (response) => [response.url(), gzipSync(await response.body()).length]));
  const whole = sizes.reduce((sum, [, size]) => sum + size, 0);
  assert.ok(sizes.length > 3 && whole < 40_000, `${whole} bytes: ${JSON.stringify(sizes)}`);
  assert.equal(await page.locator('script[src*="echarts"]').count(), 0, 'nothing is loaded before it is asked for');
  const button = page.locator('.explore').first();
  const below = await page.locator('figcaption').first().boundingBox();
  await button.click();
  const live = page.locator('.chart-live').first();
  await live.locator('canvas').first().waitFor({ state: 'visible' });
  // It has every mark of the still picture, by its kind, and nothing empty.
  const drawn = await live.evaluate((node) => echarts.getInstanceByDom(node).getOption().series.map((one) => [one.name, one.data.filter((value) => (value?.value ?? value) !== null).length]));
  const still = page.locator('figure.chart .picture-box svg').first();
  for (const [name, marks] of [['Unusual, worse', '.concern'], ['Unusual, better', '.improvement'], ['Unusual', '.neutral']]) {
    assert.equal(drawn.find(([of]) => of === name)?.[1] ?? 0, await still.locator(`.point${marks}`).count(), name);
  }
  for (const [name, part] of [['Mean', '.mean'], ['Upper limit', '.limit'], ['Lower limit', '.limit']]) {
    assert.equal(drawn.some(([of]) => of === name), (await still.locator(part).count()) > 0, name);
  }
  assert.ok(drawn.every(([, points]) => points > 0), JSON.stringify(drawn));
  const box = await live.boundingBox();
  for (let step = 1; step < 8; step++) await page.mouse.move(box.x + (box.width * step) / 8, box.y + box.height / 2);
  await live.focus();
  await page.keyboard.press('Home');
  const first = await page.locator('.chart-said').textContent();
  await page.keyboard.press('ArrowRight');
  const second = await page.locator('.chart-said').textContent();
  assert.match(first, /^20\d\d.*: /);
  assert.notEqual(first, second);
  assert.ok((await live.getAttribute('aria-label')).length < 200, 'a short name');
  await button.click();
  assert.equal(await live.isVisible(), false);
  const after = await page.locator('figcaption').first().boundingBox();
  assert.equal(after.y, below.y, 'nothing has moved');
  assert.deepEqual(complaints, []);
});

test('the search opens by a key and finds people, words of procedures, and parts of tickets', async ({ open }) => {
  const context = await open();
  const { page, complaints } = await visit(context, server.root + 'actions/index.html', server.root);
  await page.keyboard.press('/');
  const input = page.locator('dialog.search input');
  await input.waitFor({ state: 'visible' });
  const first = async (words) => {
    await input.fill(words);
    await page.waitForFunction(() => /found|places/.test(document.querySelector('dialog.search [role=status]').textContent));
    return page.locator('dialog.search li').first().textContent();
  };
  assert.match(await first('wren'), /^Wren/);
  assert.match(await first('mombasa'), /^Mombasa/);
  // A word with another ending, and what the navigation calls SOPs.
  assert.match(await first('escalation procedure'), /^Escalating hate speech/);
  await input.fill('zzzzzz');
  await page.waitForFunction(() => document.querySelector('dialog.search [role=status]').textContent === '0 found');
  assert.equal(await page.locator('dialog.search li').count(), 0);
  await first('escal');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
  assert.notEqual(new URL(page.url()).pathname, '/actions/index.html');
  assert.deepEqual(complaints, []);
});

test('what a table is narrowed to stands in the address', async ({ open }) => {
  const context = await open();
  const { page } = await visit(context, server.root + 'actions/index.html', server.root);
  const filter = page.locator('.table-tools input').first();
  await filter.fill('mombasa');
  const rows = () => page.locator('table.data').first().locator('tbody tr:visible').count();
  const shown = await rows();
  await page.reload();
  assert.equal(await filter.inputValue(), 'mombasa');
  assert.equal(await rows(), shown);
});

test('a table sorts by keyboard', async ({ open }) => {
  const context = await open();
  const { page, complaints } = await visit(context, server.root + 'actions/index.html', server.root);
  const button = page.locator('table.data thead button').first();
  await button.focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count(), 1);
  assert.deepEqual(complaints, []);
});

/** Fields of a CSV text, quotes taken off. */
function fields(csv) {
  const rows = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end.includes('\n')) rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}

test('every download holds the numbers of its table and names their evidence', async ({ open }) => {
  const context = await open({ acceptDownloads: true });
  const numbers = (text) => text.match(/\d[\d,.]*\d|\d/g) ?? [];
  let tables = 0;
  let figures = 0;
  for (const path of pages) {
    let { page } = await visit(context, server.root + path, server.root);
    let evidence = new Map();
    try {
      const { figures: all } = JSON.parse(readFileSync(join(site, path, '..', 'evidence.json'), 'utf8'));
      evidence = new Map(all.map((one, at) => [String(at + 1), (typeof one === 'number' ? all[one - 1] : one)[1].replace(/\s+/g, ' ').trim()]));
    } catch { /* A page without figures has no evidence. */ }
    const buttons = await page.locator('button.csv').count();
    for (let at = 0; at < buttons; at += 1) {
      // The browser stops a page that hands out more than ten files.
      if (at > 0 && at % 8 === 0) {
        await page.close();
        ({ page } = await visit(context, server.root + path, server.root));
      }
      const button = page.locator('button.csv').nth(at);
      const table = await button.evaluateHandle((node) => [...document.querySelectorAll('table.data')]
        .find((one) => one.contains(node) || node.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING));
      const shown = await table.evaluate((one) => [...one.rows].map((row) => ({
        text: [...row.querySelectorAll('*')].flatMap((node) => [node.getAttribute('aria-label') ?? '', ...[...node.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE).map((one) => one.data)]).join(' '),
        figures: [...row.querySelectorAll('[data-f]')].map((node) => node.dataset.f),
      })));
      const download = page.waitForEvent('download');
      await button.evaluate((node) => node.click());
      const rows = fields(readFileSync(await (await download).path(), 'utf8').replace(/^\ufeff/, ''));
      assert.equal(rows.length, shown.length, `${path}: rows of ${rows[0]}`);
      const cited = shown.some((row) => row.figures.length);
      rows.forEach((row, at) => {
        const cells = cited ? row.slice(0, -1) : row;
        const there = new Set(numbers(shown[at].text));
        for (const cell of cells) for (const one of numbers(cell)) assert.ok(there.has(one), `${path}: ${one} of "${cell}" is not in the table`);
        if (!cited || at === 0) return;
        const named = (row.at(-1).match(/\d+/g) ?? []);
        assert.deepEqual(new Set(named), new Set(shown[at].figures), `${path}: ${row}`);
        for (const n of named) assert.ok(cells.some((cell) => cell.includes(evidence.get(n))), `${path}: figure ${n}, ${evidence.get(n)}, in ${cells}`);
        figures += named.length;
      });
      tables += 1;
    }
    await page.close();
  }
  assert.ok(tables > 60 && figures > 500, `${tables} tables with ${figures} figures`);
  console.log(`${tables} tables downloaded: ${figures} figures named`);
});

test('pages open from a folder', async ({ open }) => {
  const context = await open();
  const folder = pathToFileURL(site).href;
  for (const path of pages) {
    const { page, complaints } = await visit(context, `${folder}/${path}`, 'file://');
    assert.deepEqual(complaints, [], path);
    await page.close();
  }
});

/** The fonts that new machines have alone, from narrow to wide: a page that holds with both holds with those between. */
const FONTS = [['Liberation Sans Narrow'], ['Liberation Sans', 'Liberation Serif'], ['DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono']];

for (const fonts of [undefined, ...FONTS]) {
  const named = fonts ? `${fonts[0]} alone` : "the machine's fonts";
  const lacking = fonts && !hasFont(fonts[0]) && `this machine has no ${fonts[0]}`;

  for (const format of ['A4', 'Letter']) {
    test(`the home page prints on one page: ${format}, ${named}`, async ({ open }) => {
      const context = await open({ fonts });
      const { page } = await visit(context, server.root, server.root);
      const pdf = (await page.pdf({ format, preferCSSPageSize: false })).toString('latin1');
      const sheets = pdf.match(/\/Type\s*\/Page[^s]/g) ?? [];
      assert.equal(sheets.length, 1);
    }, { skip: lacking });
  }

  test(`the home page answers without scrolling on a laptop: ${named}`, async ({ open }) => {
    const context = await open({ fonts });
    const { page } = await visit(context, server.root, server.root);
    const height = await page.evaluate(() => Math.max(...[...document.querySelectorAll('.exec > *')].map((e) => e.getBoundingClientRect().bottom)));
    assert.ok(Number.isFinite(height), 'the executive page has its blocks');
    assert.ok(height <= 768, `the last block above the fold ends at ${height}`);
  }, { skip: lacking });

  test(`the sections stand on one line: ${named}`, async ({ open }) => {
    for (const width of [1366, 1280, 1024, 830, 800]) {
      const context = await open({ fonts, viewport: { width, height: 768 } });
      const { page } = await visit(context, server.root, server.root);
      const [has, needs] = await page.evaluate(() => { const list = document.querySelector('.primary ul'); return [list.clientWidth, list.scrollWidth]; });
      assert.ok(width <= 800 || needs <= has, `at ${width} px the sections need ${needs} px and have ${has}`);
      // The day stands beside the title, however wide the letters; where they are of the common width, the sections do too.
      const beside = width >= 1280 && fonts?.[0].startsWith('Liberation') ? ['.brand', '.asof', '.primary', '.find'] : ['.brand', '.asof'];
      const lines = await page.evaluate((all) => all.map((one) => document.querySelector(one).getBoundingClientRect().bottom), beside);
      assert.ok(Math.max(...lines) - Math.min(...lines) < 20, `at ${width} px ${beside} end at ${lines}`);
      await page.close();
    }
  }, { skip: lacking });

  test(`no page is wider than its window: ${named}`, async ({ open }) => {
    const context = await open({ fonts, viewport: { width: 360, height: 740 } });
    for (const path of pages) {
      const { page } = await visit(context, server.root + path, server.root);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${path} is ${wide} px wider than its window`);
      await page.close();
    }
  }, { skip: lacking || (!fonts && 'the phone above is that test') });
}
