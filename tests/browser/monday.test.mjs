// docs/monday.md is true: its walk goes through, scripts on and off, by links alone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { serve, test, visit } from './browser.mjs';
import { DIFFERENCE, STEPS, walk } from './monday.mjs';

const made = process.env.MONDAY;
const told = readFileSync(new URL('../../docs/monday.md', import.meta.url), 'utf8');

let site;
let difference;
before(async () => {
  site = await serve(join(made, 'site'));
  difference = await serve(join(made, 'difference'), '/difference/');
});
after(() => {
  site.close();
  difference.close();
});

for (const [name, settings] of [
  ['scripts on', {}],
  ['scripts off', { javaScriptEnabled: false }],
  ['a phone', { viewport: { width: 360, height: 740 } }],
]) {
  test(`Monday's walk goes through by links alone: ${name}`, async ({ open }) => {
    const context = await open(settings);
    const clicks = await walk(context, site.root);
    assert.ok(told.includes(`${clicks} clicks`), `docs/monday.md does not say ${clicks} clicks`);
    const { page, complaints } = await visit(context, difference.root, difference.root);
    await DIFFERENCE.look(page);
    assert.deepEqual(complaints, []);
  });
}

test('a stranger has the worst site, its cause, its plan and the ask after two clicks', async ({ open }) => {
  const context = await open({ javaScriptEnabled: false });
  const { page } = await visit(context, site.root, site.root);
  await STEPS[0].look(page);
  await STEPS[0].next(page).click();
  const [why, plan] = ['why', 'plan'].map((name) => STEPS.find((step) => step.name === name));
  await why.look(page);
  await why.next(page).click();
  await plan.look(page);
  assert.ok(told.includes('two clicks'));
});

test('the doc shows a picture of every step, and the comment of its pull request', () => {
  const pictures = [...STEPS.filter((step) => step.name !== 'ask'), DIFFERENCE].map((step) => `pictures/${step.name}.png`);
  for (const picture of pictures) {
    assert.ok(told.includes(picture), picture);
    assert.ok(readFileSync(new URL(`../../docs/${picture}`, import.meta.url)).length > 0);
  }
  const comment = readFileSync(join(made, 'difference.md'), 'utf8').split('\n')[0];
  assert.ok(told.includes(comment), `docs/monday.md does not say ${comment}`);
});
