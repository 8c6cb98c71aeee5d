// aliyun-upload-vod with ali-oss in Chromium: the upload SDK of web pages, and CORS as a browser
// enforces it.

'use strict';

const assert = require('assert');
const fs = require('fs');
const http = require('http');

const { App, holdPart, part, run } = require('./browser_app');
const cloud = require('./cloud');
const { v1 } = require('./rpc_clients');

const MEGABYTE = 1024 * 1024;
const post = v1('POST');
const call = (operation, parameters) => post(cloud.account, operation, parameters);

/** Serves the page and both libraries, as an app would. */
function serve() {
  const server = http.createServer((request, response) => {
    const [file, type] = part(request.url);
    response.writeHead(200, { 'Content-Type': type });
    fs.createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** The app's server, which has the account's key. */
const functions = (app) => ({
  create: async (name) => {
    app.calls.push('CreateUploadVideo');
    return call('CreateUploadVideo', { Title: 'from the browser', FileName: name });
  },
  refresh: async (id) => {
    app.calls.push('RefreshUploadVideo');
    return call('RefreshUploadVideo', { VideoId: id });
  },
  token: async () =>
    cloud.sessionKey(await call('AssumeRole', { RoleArn: cloud.role, RoleSessionName: 'browser' })),
});

async function stored(videoId, size) {
  const info = (await call('GetVideoInfo', { VideoId: videoId })).Video;
  assert(['UploadSucc', 'Transcoding', 'Normal'].includes(info.Status), info.Status);
  const { Mezzanine } = await call('GetMezzanineInfo', { VideoId: videoId });
  assert.equal(Number(Mezzanine.Size), size);
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
  try {
    await run(
      { ...FLOWS, ...(cloud.tls && STS_FLOWS) },
      {
        names: `MAP vod.*.aliyuncs.com 127.0.0.1:${cloud.port}, `,
        context: { ignoreHTTPSErrors: cloud.tls },
        open: async (page) => {
          const app = new App(page, address);
          await app.open(functions(app));
          return app;
        },
        reset: cloud.reset,
      }
    );
  } finally {
    server.close();
  }
}

main();
