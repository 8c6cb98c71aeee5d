// An app's page with aliyun-upload-vod in Chromium, for whoever plays the app's server.

'use strict';

const assert = require('assert');
const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { chromium } = require('playwright-core');

const { works } = require('./cases');

/** The page or a file of a library that it loads, by the path in its address: file and type. */
function part(location) {
  const dist = (name) => path.join(path.dirname(require.resolve(`${name}/package.json`)), 'dist');
  const [, first, second] = location.split('/');
  return second
    ? [path.join(dist(first), second), 'text/javascript; charset=utf-8']
    : [path.join(__dirname, 'page.html'), 'text/html; charset=utf-8'];
}

/** A page of the app, and what it told. */
class App {
  constructor(page, address) {
    this.page = page;
    this.address = address;
    this.events = [];
    this.parts = [];
    this.waiting = [];
    // Calls of the app's server, and of the page itself in STS mode.
    this.calls = [];
  }

  /** Opens the page; these functions of the app's server are there for it. */
  async open(functions) {
    const { page } = this;
    await page.exposeFunction('tell', (...event) => this.hear(event));
    for (const [name, one] of Object.entries(functions)) await page.exposeFunction(name, one);
    page.on('request', (request) => {
      const query = new URL(request.url()).searchParams;
      if (query.has('Action')) this.calls.push(query.get('Action'));
      if (request.method() === 'PUT' && query.has('partNumber')) {
        this.parts.push([query.get('uploadId'), Number(query.get('partNumber'))]);
      }
    });
    await page.goto(this.address);
  }

  hear(event) {
    this.events.push(event);
    for (const waiting of this.waiting.splice(0)) waiting();
  }

  async upload(file, mode = 'address', parallel = 1) {
    await this.page.setInputFiles('#file', file);
    await this.page.evaluate(([how, many]) => window.start(how, many), [mode, parallel]);
  }

  /** Waits until it has succeeded or failed. */
  async end() {
    const isEnd = ([kind]) => kind === 'succeeded' || kind === 'failed';
    while (!this.events.some(isEnd)) {
      await new Promise((resolve) => this.waiting.push(resolve));
    }
    const [kind, one, two] = this.events.find(isEnd);
    assert.equal(kind, 'succeeded', `${one} ${two}`);
    return one;
  }
}

/** A page that says nothing more has failed. */
function inTime(flow) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing more happens')), 60_000);
  });
  return Promise.race([flow, late]).finally(() => clearTimeout(timer));
}

/** The first request for this part stops there until it is let go. */
async function holdPart(page, number, held) {
  let first = true;
  await page.route(
    (url) => url.searchParams.get('partNumber') === String(number),
    async (route) => {
      if (first && route.request().method() === 'PUT') {
        first = false;
        await held(route);
      } else {
        await route.continue();
      }
    }
  );
}

/** Runs each flow in a browser of its own state; `open` makes its app, `reset` puts all back. */
async function run(flows, { names = '', args = [], context, open, reset }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clients-'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      '--no-sandbox',
      // Nothing leaves the machine.
      `--host-resolver-rules=${names}MAP * ~NOTFOUND, ` +
        'EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
      ...args,
    ],
  });
  let count = 0;
  const file = (size, extension = 'mp4') => {
    count += 1;
    const name = path.join(folder, `a${count}.${extension}`);
    fs.writeFileSync(name, crypto.randomBytes(size));
    return name;
  };
  try {
    for (const [name, flow] of Object.entries(flows)) {
      await works(name, async () => {
        const state = await browser.newContext(context);
        try {
          const app = await open(await state.newPage());
          await inTime(flow(app, file));
        } finally {
          await state.close();
          await reset();
        }
      });
    }
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  }
}

module.exports = { App, holdPart, part, run };
