// A folder served on the loopback, a Chromium that may reach nothing else, and what both noticed.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { chromium } from 'playwright-core';

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

/** A context of its own with these settings; Chromium's own background traffic is off. */
export async function open(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'scorebook-chromium-'));
  return chromium.launchPersistentContext(folder, options(settings));
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
