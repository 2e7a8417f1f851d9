// What people come for, walked on the demo from the first page: at most two clicks, at most one screen of scrolling, and the answer in view.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { serve, test, visit } from './browser.mjs';

const CLICKS = 2;
const SCREEN = 768;

/**
 * What is clicked, by what a reader sees of it, and what answers. `within` says of which part of the page, where the same words stand twice.
 * @type {{ task: string, clicks: [string, string?][], answer: string, says: RegExp }[]}
 */
const TASKS = [
  {
    task: 'which site is worst',
    clicks: [['Sites', 'nav']],
    answer: 'main table tbody tr >> nth=0',
    says: /Mombasa.*Inadequate/,
  },
  {
    task: 'why it is worst',
    clicks: [['Mombasa: decision accuracy, month']],
    answer: 'main p:has-text("Why it moved:")',
    says: /fell 5\.86 percentage points, from 94\.27% to 88\.41%.*Beacon, English \(−4\.45\)/s,
  },
  {
    task: 'which clause asks for it',
    clicks: [['Mombasa: decision accuracy, month']],
    answer: 'main p:has-text("Asked:") >> nth=0',
    says: /95% or more by Decision accuracy, .* of Community review/,
  },
  {
    task: 'what it costs this month',
    clicks: [],
    answer: 'main section:has(> h2:text-is("What it costs")), main div:has(> h2:text-is("What it costs"))',
    says: /18,680\.00 USD of credits for October 2026/,
  },
  {
    task: 'what it costs at one site',
    clicks: [['Mombasa: decision accuracy, month']],
    answer: 'main li:has-text("October 2026") >> nth=0',
    says: /October 2026: 8,640\.00 USD/,
  },
  {
    task: 'who is late with what',
    clicks: [['Actions', 'nav']],
    answer: 'main table:has(caption:has-text("most overdue")) tbody tr >> nth=0',
    says: /Brackmoor.*Otis Breakwater.*late/,
  },
  {
    task: 'prepare a visit',
    clicks: [['Sites', 'nav'], ['Mombasa', 'main']],
    answer: 'main a:text-is("Print the brief")',
    says: /Print the brief/,
  },
  {
    task: 'what changed since last week',
    clicks: [['what changed']],
    answer: 'main table tbody tr >> nth=0',
    says: /new.*Pace of place matching.*31\.5 per hour.*26\.9 per hour/,
  },
  {
    task: 'what I owe this week',
    clicks: [['My page', 'nav'], ['Wren Halyard', 'main']],
    answer: 'main :is(h2, caption):has-text("You owe") >> nth=0',
    says: /You owe/,
  },
  {
    task: 'find a procedure and change it',
    clicks: [['SOPs', 'nav'], ['Escalating hate speech and credible threats', 'main']],
    answer: 'main :text("data/sops/hate-speech-escalation.md") >> nth=0',
    says: /hate-speech-escalation\.md/,
  },
  {
    task: 'is it noise',
    clicks: [['Mombasa: free of critical errors']],
    answer: 'main .lede',
    says: /special cause, running low/,
  },
  {
    task: 'one metric of one queue and language for a year',
    clicks: [['Projects', 'nav'], ['Beacon, English', 'main']],
    answer: 'main .multiple >> nth=0',
    says: /Mombasa/,
  },
  {
    task: 'two vendors like for like',
    clicks: [['Mombasa: decision accuracy, month'], ['Beside other vendors', 'main']],
    answer: 'main table tbody tr >> nth=0',
    says: /%/,
  },
];

let server;
before(async () => {
  server = await serve(process.env.DEMO_SITE);
});
after(() => server.close());

/** Brings an element into view as a reader would; how far that was. A jump to an anchor is no scrolling of the reader's. */
function scrollTo(locator) {
  return locator.evaluate((element) => {
    const from = window.scrollY;
    const box = element.getBoundingClientRect();
    // Its first line is what is looked for: a long table may go on below.
    const line = Math.min(box.height, 24);
    if (box.top < 0) window.scrollBy(0, box.top);
    else if (box.top + line > window.innerHeight) window.scrollBy(0, box.top + line - window.innerHeight);
    return Math.abs(window.scrollY - from);
  });
}

for (const [how, settings] of [
  ['scripts on', {}],
  ['scripts off', { javaScriptEnabled: false }],
]) {
  for (const { task, clicks, answer, says } of TASKS) {
    test(`${task}: two clicks, one screen, ${how}`, async ({ open }) => {
      const context = await open(settings);
      const { page, complaints } = await visit(context, server.root, server.root);
      let scrolled = 0;
      for (const [words, within = 'main'] of clicks) {
        const link = page.locator(`${within} a`).filter({ hasText: words }).first();
        scrolled += await scrollTo(link);
        await link.click();
        await page.waitForLoadState('load');
      }
      const found = page.locator(answer).first();
      scrolled += await scrollTo(found);
      const told = (await found.textContent()).replace(/\s+/g, ' ');
      assert.match(told, says);
      assert.ok(await found.isVisible(), `${task}: the answer is hidden`);
      assert.ok(clicks.length <= CLICKS, `${clicks.length} clicks`);
      assert.ok(scrolled <= SCREEN, `${scrolled} px of scrolling on ${page.url()}`);
      console.log(`${task} (${how}): ${clicks.length} clicks, ${Math.round(scrolled)} px`);
      assert.deepEqual(complaints, []);
    });
  }
}
