// The walk of docs/monday.md, by clicks alone: what is clicked, and what must be there then.

import assert from 'node:assert/strict';
import { visit } from './browser.mjs';

const heading = (page) => page.locator('main h1').innerText();
const text = (locator) => locator.innerText().then((found) => found.replace(/\s+/g, ' ').trim());
const section = (page, id) => page.locator(`section[aria-labelledby="${id}"]`);

/** Sorted by their place in the walk. `next` is what is clicked from there; `show` is what its picture must hold. */
export const STEPS = [
  {
    name: 'headline',
    async look(page) {
      assert.match(await heading(page), /^Mombasa's quality keeps falling/);
      const exceptions = section(page, 'h-exceptions').locator('li');
      assert.match(await text(exceptions.filter({ hasText: 'decision accuracy, month' }).first()), /87\.25%, needs 95% or more.*5 of the last 12 months missed \(limit 4\)/);
      assert.match(await text(section(page, 'h-asks')), /Take English Beacon work from Mombasa/);
    },
    show: (page) => [page.locator('main h1'), section(page, 'h-exceptions').locator('li').first(), section(page, 'h-asks')],
    next: (page) => section(page, 'h-exceptions').getByRole('link', { name: 'Mombasa: decision accuracy, month' }),
  },
  {
    name: 'site',
    async look(page) {
      assert.equal(await heading(page), 'Decision accuracy, Varnlow Moderation');
      assert.match(await text(page.locator('main .lede').first()), /Concern: special cause, running low/);
    },
    show: (page) => [page.locator('main h1'), page.locator('main figure').first()],
    next: (page) => page.locator('main h2', { hasText: 'Judged by' }).getByRole('link', { name: 'Decision accuracy, month' }),
  },
  {
    name: 'clause',
    async look(page) {
      assert.equal(new URL(page.url()).hash, '#sl-accuracy-month');
      const clause = page.locator('article:target');
      assert.match(await text(clause), /95%/);
      assert.match(await text(clause), /Quality/);
    },
    show: (page) => [page.locator('article:target')],
    next: (page) => page.locator('article:target').getByRole('link', { name: 'Mombasa' }).first(),
  },
  {
    name: 'why',
    async look(page) {
      assert.equal(await heading(page), 'Decision accuracy, Varnlow Moderation');
      const why = page.locator('main p', { hasText: 'mostly because the queues’ own figures fell' });
      assert.match(await text(why), /most of it: Beacon, English/);
    },
    show: (page) => [page.locator('#why'), page.locator('details.parts').first()],
    next: (page) => page.locator('main').getByRole('link', { name: 'Stop the fall of quality in Mombasa' }).first(),
  },
  {
    name: 'plan',
    async look(page) {
      assert.equal(await heading(page), 'Stop the fall of quality in Mombasa');
      assert.match(await text(page.locator('.told').first()), /Eight of eleven quality coaches left/);
      assert.match(await text(page.locator('#actions tbody tr, table[data-name="actions"] tbody tr').first()), /Hire eight coaches.*late/);
    },
    show: (page) => [page.locator('main h1'), page.locator('table[data-name="actions"]')],
    next: (page) => page.locator('aside').getByRole('link', { name: 'Gold set and weekly calibration' }),
  },
  {
    name: 'procedure',
    async look(page) {
      assert.equal(await heading(page), 'Gold set and weekly calibration');
      assert.match(await text(page.locator('aside .note')), /Written in data\/sops\/gold-set-calibration\.md/);
    },
    show: (page) => [page.locator('main h1'), page.locator('aside .note')],
    next: (page) => page.getByRole('navigation').getByRole('link', { name: 'Home' }),
  },
  {
    name: 'sentence',
    async look(page) {
      await page.locator('details.story summary').click();
      assert.match(await text(page.locator('details.story')), /Mombasa/);
    },
    show: (page) => [page.locator('main h1'), page.locator('details.story')],
    next: (page) => section(page, 'h-asks').getByRole('link', { name: /Take English Beacon work from Mombasa/ }),
  },
  {
    name: 'ask',
    async look(page) {
      assert.match(await text(page.locator('main')), /Take English Beacon work from Mombasa until quality holds/);
    },
    show: () => [],
  },
];

/** What the pull request shows: a page of its own. */
export const DIFFERENCE = {
  name: 'pull-request',
  async look(page) {
    assert.match(await heading(page), /5 findings appear, 1 procedure changes/);
    assert.match(await text(page.locator('main')), /acknowledgements of SOP gold-set-calibration at site varnlow-mombasa are void/);
    assert.equal(await page.locator('main ins', { hasText: 'When coaches leave' }).count(), 1);
  },
  show: (page) => [page.locator('main h1'), page.locator('main table').first()],
};

/** Walks from the home page, clicking only; `see` gets each step and its page. Resolves to the number of clicks. */
export async function walk(context, root, see = async () => {}) {
  const { page, complaints } = await visit(context, root, root);
  let clicks = 0;
  for (const step of STEPS) {
    await step.look(page);
    const next = step.next?.(page);
    if (next) assert.equal(await next.count(), 1, `${step.name}: one link to go on by`);
    await see(step, page, next);
    if (!next) break;
    await next.click();
    await page.waitForLoadState('load');
    clicks += 1;
  }
  assert.deepEqual(complaints, []);
  await page.close();
  return clicks;
}
