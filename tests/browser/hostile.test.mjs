// The hostile book: markup, scripts and links in every text field. Nothing of it runs or loads.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { serve, test, visit } from './browser.mjs';

const site = process.env.HOSTILE_SITE;

function allPages(folder) {
  const found = [];
  const walk = (at) => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (name.endsWith('.html')) found.push(relative(folder, path));
    }
  };
  walk(folder);
  return found;
}

let server;
before(async () => {
  server = await serve(site);
});
after(() => server.close());

test('nothing of a hostile book runs or loads', async ({ open }) => {
  const context = await open();
  let marked = 0;
  for (const path of allPages(site)) {
    const { page, complaints } = await visit(context, server.root + path, server.root);
    assert.deepEqual(complaints, [], path);
    assert.equal(await page.evaluate(() => window.hostile), undefined, `${path} ran a script of the book`);
    const active = await page.evaluate(() => {
      const bad = [];
      for (const e of document.querySelectorAll('*')) {
        for (const a of e.attributes) {
          if (/^on/i.test(a.name)) bad.push(`${e.tagName} ${a.name}`);
          if (/^(href|src|xlink:href|action|formaction|data)$/i.test(a.name) && /^\s*(javascript|vbscript|data(?!:,)):?/i.test(a.value) && a.value !== 'data:,') bad.push(`${e.tagName} ${a.name}=${a.value}`);
        }
        if (['IFRAME', 'OBJECT', 'EMBED', 'FORM', 'BASE'].includes(e.tagName)) bad.push(e.tagName);
        if (e.tagName === 'IMG' && !/^(data:|[^:]*$)/.test(e.getAttribute('src') ?? '')) bad.push(`IMG ${e.getAttribute('src')}`);
        if (e.tagName === 'SCRIPT' && !e.src && e.type !== 'application/json') bad.push('inline script');
        if (e.tagName === 'META' && e.httpEquiv === 'refresh') bad.push('refresh');
      }
      return bad;
    });
    assert.deepEqual(active, [], path);
    marked += (await page.content()).includes('hostile') ? 1 : 0;
    await page.close();
  }
  assert.ok(marked > 20, `the hostile texts stand on ${marked} pages: they must be shown, as text`);
});

test('no template syntax of the book is executed', () => {
  for (const path of allPages(site)) {
    assert.ok(!readFileSync(join(site, path), 'utf8').includes('hostile-49'), path);
  }
});

test('a table of the hostile book downloads without a formula', async ({ open }) => {
  const context = await open({ acceptDownloads: true });
  const { page } = await visit(context, server.root + 'actions/index.html', server.root);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /csv/i }).first().click();
  const text = readFileSync(await (await download).path(), 'utf8');
  for (const cell of text.split(/[\n,]/)) assert.ok(!/^"?[=+@\t\uff1d\uff0b\uff0d\uff20]/.test(cell), `a cell that a spreadsheet would run: ${cell}`);
});

test('names from right to left stand apart, and no name is wider than a page at 400%', async ({ open }) => {
  const context = await open({ viewport: { width: 320, height: 640 } });
  let isolated = 0;
  for (const path of allPages(site)) {
    const { page } = await visit(context, server.root + path, server.root);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${path} is ${wide} px wider than its window`);
    const found = await page.evaluate(() => {
      const letters = /[\u0590-\u08ff]/;
      const loose = [];
      let apart = 0;
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const text = walk.currentNode;
        // Running text has the direction of its first letter; pictures and choices hold characters alone.
        if (!letters.test(text.data) || text.parentElement.closest('.prose, svg, option, script')) continue;
        if (text.parentElement.closest('bdi')) apart += 1;
        else loose.push(text.data.trim().slice(0, 60));
      }
      return { apart, loose };
    });
    assert.deepEqual(found.loose, [], path);
    isolated += found.apart;
    await page.close();
  }
  assert.ok(isolated > 100, `${isolated} names are isolated`);
});
