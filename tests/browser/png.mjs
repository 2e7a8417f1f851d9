// Makes a screenshot small: a palette of at most 256 colours instead of three bytes a pixel.

import { deflateSync, inflateSync } from 'node:zlib';

/** The PNG with colours rounded a little; `png` is as Chromium writes it: eight bits a channel, not interlaced. */
export function small(png) {
  const { width, height, channels, rows } = decoded(png);
  const at = (y, x) => (rows[y][x * channels] << 16) | (rows[y][x * channels + 1] << 8) | rows[y][x * channels + 2];
  const counts = new Map();
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) counts.set(at(y, x), (counts.get(at(y, x)) ?? 0) + 1);
  // Of colours that are almost alike the most frequent stands for all.
  const kinds = new Map();
  for (const [colour, count] of [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const kind = kinds.get(colour & 0xfcfcfc) ?? { colour, count: 0 };
    kinds.set(colour & 0xfcfcfc, { colour: kind.colour, count: kind.count + count });
  }
  const palette = [...kinds.values()].sort((a, b) => b.count - a.count || a.colour - b.colour).slice(0, 256).map((kind) => kind.colour);
  const index = new Map(palette.map((colour, place) => [colour, place]));
  const body = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = at(y, x);
      if (!index.has(colour)) index.set(colour, nearest(palette, colour));
      body[y * (width + 1) + 1 + x] = index.get(colour);
    }
  }
  const plte = Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 0xff, c & 0xff]));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const chunks = [chunk('IHDR', head), chunk('PLTE', plte), chunk('IDAT', deflateSync(body, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([png.subarray(0, 8), ...chunks]);
}

function nearest(palette, colour) {
  const parts = (c) => [c >> 16, (c >> 8) & 0xff, c & 0xff];
  const wanted = parts(colour);
  const far = (c) => parts(c).reduce((sum, part, i) => sum + (part - wanted[i]) ** 2, 0);
  return palette.reduce((best, c, place) => (far(c) < far(palette[best]) ? place : best), 0);
}

function chunk(name, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** The check sum of a chunk (PNG, annex D). */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function decoded(png) {
  const data = [];
  let [at, width, height, channels] = [8, 0, 0, 0];
  while (at < png.length) {
    const [length, name] = [png.readUInt32BE(at), png.toString('latin1', at + 4, at + 8)];
    const body = png.subarray(at + 8, at + 8 + length);
    if (name === 'IHDR') [width, height, channels] = [body.readUInt32BE(0), body.readUInt32BE(4), body[9] === 6 ? 4 : 3];
    if (name === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  const rows = [];
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    const row = Buffer.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i++) {
      const [left, up, corner] = [i < channels ? 0 : row[i - channels], above[i], i < channels ? 0 : above[i - channels]];
      row[i] = (row[i] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]) & 0xff;
    }
    rows.push(row);
    above = row;
  }
  return { width, height, channels, rows };
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
