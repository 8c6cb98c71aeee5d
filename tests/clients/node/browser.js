// aliyun-upload-vod with ali-oss in Chromium: the upload SDK of web pages, and CORS as a browser
// enforces it.

'use strict';

const assert = require('assert');
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const { chromium } = require('playwright-core');

const { works } = require('./cases');
const cloud = require('./cloud');
const { v1 } = require('./rpc_clients');

const MEGABYTE = 1024 * 1024;
const post = v1('POST');
const call = (operation, parameters) => post(cloud.account, operation, parameters);

/** Serves the page and both libraries, as an app would. */
function serve() {
  const dist = (name) => path.join(path.dirname(require.resolve(`${name}/package.json`)), 'dist');
  const server = http.createServer((request, response) => {
    const [, first, second] = request.url.split('/');
    const file = second ? path.join(dist(first), second) : path.join(__dirname, 'page.html');
    const type = second ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` });
    fs.createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
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

  async open() {
    const { page } = this;
    await page.exposeFunction('tell', (...event) => this.hear(event));
    await page.exposeFunction('create', async (name) => {
      this.calls.push('CreateUploadVideo');
      return call('CreateUploadVideo', { Title: 'from the browser', FileName: name });
    });
    await page.exposeFunction('refresh', async (id) => {
      this.calls.push('RefreshUploadVideo');
      return call('RefreshUploadVideo', { VideoId: id });
    });
    await page.exposeFunction('token', async () =>
      cloud.sessionKey(
        await call('AssumeRole', { RoleArn: cloud.role, RoleSessionName: 'browser' })
      )
    );
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

async function stored(videoId, size) {
  const info = (await call('GetVideoInfo', { VideoId: videoId })).Video;
  assert(['UploadSucc', 'Transcoding', 'Normal'].includes(info.Status), info.Status);
  const { Mezzanine } = await call('GetMezzanineInfo', { VideoId: videoId });
  assert.equal(Number(Mezzanine.Size), size);
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

const FLOWS = {
  'a small video in one PUT': async (app, file) => {
    await app.upload(file(50_000));
    await stored(await app.end(), 50_000);
    assert.equal(app.parts.length, 0);
  },
  'a video with address and credential': async (app, file) => {
    const size = 3 * MEGABYTE + 17;
    await app.upload(file(size), 'address', 3);
    await stored(await app.end(), size);
    assert.equal(app.parts.length, 4);
  },
  'the token expires in the middle': async (app, file) => {
    const size = 3 * MEGABYTE + 17;
    await holdPart(app.page, 3, async (route) => {
      // Nobody waits for what happens here. The page keeps its own time, which the SDK corrects.
      const moved = cloud.goTo(3001);
      await moved.catch((error) => app.hear(['failed', 'clock', error.message]));
      await route.continue();
    });
    await app.upload(file(size));
    await stored(await app.end(), size);
    assert(app.events.some(([kind]) => kind === 'expired'), JSON.stringify(app.events));
    assert.deepEqual(app.calls, ['CreateUploadVideo', 'RefreshUploadVideo']);
    assert.equal(new Set(app.parts.map(([uploadId]) => uploadId)).size, 1);
  },
  'the page is loaded again in the middle': async (app, file) => {
    const size = 3 * MEGABYTE + 17;
    const path_ = file(size);
    let reached;
    const held = new Promise((resolve) => {
      reached = resolve;
    });
    // Nobody lets it go: the page is left.
    await holdPart(app.page, 3, async () => reached());
    await app.upload(path_);
    await held;
    app.parts.length = 0;
    await app.page.reload();
    await app.upload(path_);
    await stored(await app.end(), size);
    assert.deepEqual(app.calls, ['CreateUploadVideo', 'RefreshUploadVideo']);
    assert.deepEqual(
      app.parts.map(([, number]) => number),
      [3, 4]
    );
  },
  'a cancelled upload is aborted': async (app, file) => {
    let reached;
    const held = new Promise((resolve) => {
      reached = resolve;
    });
    await holdPart(app.page, 2, async () => reached());
    const deleted = app.page.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await app.upload(file(2 * MEGABYTE));
    await held;
    await app.page.evaluate(() => window.uploader.cancelFile(0));
    assert.equal((await deleted).status(), 204);
  },
};

/** The page signs its own calls of VOD; only their fixed name and HTTPS will do. */
const STS_FLOWS = {
  'a video in STS mode': async (app, file) => {
    await app.upload(file(2 * MEGABYTE), 'sts');
    await stored(await app.end(), 2 * MEGABYTE);
    assert.deepEqual(app.calls, ['CreateUploadVideo']);
    assert.equal(app.parts.length, 2);
  },
  'an image in STS mode': async (app, file) => {
    const created = app.page.waitForResponse((answer) =>
      answer.url().includes('Action=CreateUploadImage')
    );
    await app.upload(file(2000, 'png'), 'sts');
    await app.end();
    const { ImageId } = await (await created).json();
    assert.equal((await call('GetImageInfo', { ImageId })).ImageInfo.Status, 'Normal');
    assert.deepEqual(app.calls, ['CreateUploadImage']);
  },
  'STS mode takes up an upload again': async (app, file) => {
    const path_ = file(3 * MEGABYTE);
    let reached;
    const held = new Promise((resolve) => {
      reached = resolve;
    });
    await holdPart(app.page, 2, async () => reached());
    await app.upload(path_, 'sts');
    await held;
    app.parts.length = 0;
    await app.page.reload();
    await app.upload(path_, 'sts');
    await stored(await app.end(), 3 * MEGABYTE);
    assert.deepEqual(app.calls, ['CreateUploadVideo', 'RefreshUploadVideo']);
    assert.deepEqual(
      app.parts.map(([, number]) => number),
      [2, 3]
    );
  },
};

async function main() {
  const server = await serve();
  const address = `http://127.0.0.1:${server.address().port}/`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clients-'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      '--no-sandbox',
      // Nothing leaves the machine.
      `--host-resolver-rules=MAP vod.*.aliyuncs.com 127.0.0.1:${cloud.port}, MAP * ~NOTFOUND, ` +
        'EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
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
    const flows = { ...FLOWS, ...(cloud.tls && STS_FLOWS) };
    for (const [name, flow] of Object.entries(flows)) {
      await works(name, async () => {
        const context = await browser.newContext({ ignoreHTTPSErrors: cloud.tls });
        try {
          const app = new App(await context.newPage(), address);
          await app.open();
          await inTime(flow(app, file));
        } finally {
          await context.close();
          await cloud.reset();
        }
      });
    }
  } finally {
    await browser.close();
    server.close();
    fs.rmSync(folder, { recursive: true });
  }
}

main();
