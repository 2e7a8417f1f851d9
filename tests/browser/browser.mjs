// A folder served on the loopback, a Chromium that may reach nothing else, and what both noticed.

import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { test as declared } from 'node:test';
import { chromium } from 'playwright-core';

/** A test that hangs fails after so many milliseconds; the slowest takes about a minute on two busy cores. */
const LIMIT = 8 * 60 * 1000;

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Serves a folder under a sub-path, as a project page of a git host does; resolves to the address of its root. */
export async function serve(folder, subPath = '/some/where/') {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const relative = path.startsWith(subPath) ? path.slice(subPath.length) : undefined;
    const file = relative === undefined ? undefined : normalize(join(folder, relative || 'index.html'));
    if (!file || !file.startsWith(normalize(folder) + sep)) return response.writeHead(404).end();
    try {
      const body = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { root: `http://127.0.0.1:${server.address().port}${subPath}`, close: () => server.close() };
}

/**
 * A test with a time limit, which is given `open`. Whatever it opened is closed when it ends, also when an assertion failed or
 * the time ran out: a browser left open keeps the process alive for ever.
 */
export function test(name, body, options = {}) {
  declared(name, { timeout: LIMIT, ...options }, async (context) => {
    const closers = [];
    context.after(async () => {
      for (const close of closers) await close();
    });
    await body({
      open: async (settings) => {
        const { browser, close } = await open(settings);
        closers.push(close);
        return browser;
      },
      skip: (why) => context.skip(why),
    });
  });
}

/** A browser of its own with these settings and an empty profile; Chromium's own background traffic is off. */
export async function open({ fonts, ...settings } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'scorebook-chromium-'));
  const env = fonts ? { ...process.env, FONTCONFIG_FILE: fontsAlone(folder, fonts) } : process.env;
  const browser = await chromium.launchPersistentContext(join(folder, 'profile'), { ...options(settings), env });
  const close = async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { browser, close };
}

/** Whether this machine has a font family. Machines without fontconfig answer no. */
export function hasFont(family) {
  try {
    return execFileSync('fc-list', [family, 'family'], { encoding: 'utf8' }).trim() !== '';
  } catch {
    return false;
  }
}

/** A configuration of fontconfig with which these families are the only fonts of the machine. */
function fontsAlone(folder, families) {
  const patterns = families.map((family) => `<pattern><patelt name="family"><string>${family}</string></patelt></pattern>`);
  const file = join(folder, 'fonts.conf');
  const all = '<pattern><patelt name="scalable"><bool>true</bool></patelt></pattern>';
  const kept = `<selectfont><rejectfont>${all}</rejectfont><acceptfont>${patterns.join('')}</acceptfont></selectfont>`;
  writeFileSync(file, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir><cachedir>${join(folder, 'fontcache')}</cachedir>
<include ignore_missing="yes">/etc/fonts/conf.d</include>${kept}</fontconfig>`);
  return file;
}

function options(settings) {
  return {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--allow-file-access-from-files',
    ],
    viewport: { width: 1366, height: 768 },
    // A click waits until its target stands still, and with scripts off nothing tells it that a smooth scroll has ended.
    reducedMotion: 'reduce',
    ...settings,
  };
}

/** Opens a page and gathers all it complained about: console errors, exceptions, failed or foreign requests, dialogs. */
export async function visit(context, address, origin) {
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) complaints.push(`request off the origin: ${url}`);
  });
  page.on('requestfailed', (request) => complaints.push(`failed request: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
  await page.goto(address, { waitUntil: 'load' });
  return { page, complaints };
}
