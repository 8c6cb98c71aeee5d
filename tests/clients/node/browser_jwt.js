// aliyun-upload-vod in Chromium against the upload functions themselves: the page holds a JSON Web
// Token of its user and calls them across origins, as an app's page does.

'use strict';

const assert = require('assert');
const fs = require('fs');

const { App, holdPart, part, run } = require('./browser_app');
const cloud = require('./cloud');

const MEGABYTE = 1024 * 1024;
const functions = process.env.FUNCTIONS;
// Nobody listens there: its pages are given to the browser before it would ask.
const origin = process.env.ORIGIN;
const tokens = JSON.parse(process.env.TOKENS);

/** What the page does for itself: it calls the functions, and asks who knows its user for a token. */
function inPage({ functions: address, token }) {
  const call = async (path, body) => {
    const send = () =>
      fetch(`${address}${path}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${sessionStorage.token || token}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(body),
      });
    let answer = await send();
    if (answer.status === 401 && (await answer.clone().json()).Code === 'ExpiredToken') {
      sessionStorage.token = await window.login();
      answer = await send();
    }
    const grant = await answer.json();
    await window.answered(path, answer.status, answer.headers.get('x-request-id'));
    if (!answer.ok) throw new Error(`${answer.status} ${grant.Code}`);
    return grant;
  };
  window.create = (name) => call('/upload/video', { FileName: name, Title: 'from the browser' });
  window.refresh = (id) => call('/upload/video/refresh', { VideoId: id });
  window.hold = (expired) => {
    sessionStorage.token = expired;
  };
  window.statusOf = async (id) => {
    const headers = { Authorization: `Bearer ${sessionStorage.token || token}` };
    return (await fetch(`${address}/upload/video/${id}`, { headers })).json();
  };
}

async function open(page) {
  const app = new App(page, origin);
  app.logins = 0;
  app.answers = [];
  await page.route(`${origin}/**`, (route) => {
    const [file, contentType] = part(new URL(route.request().url()).pathname);
    return route.fulfill({ contentType, body: fs.readFileSync(file) });
  });
  await page.addInitScript(inPage, { functions, token: tokens.good });
  await app.open({
    login: async () => {
      app.logins += 1;
      return tokens.next;
    },
    answered: async (path, status, id) => {
      assert(id, 'the page may read x-request-id');
      app.answers.push(`${path} ${status}`);
    },
  });
  return app;
}

/** VOD has all of it, and says so to the user. */
async function stored(app, videoId) {
  const { Status } = await app.page.evaluate((id) => window.statusOf(id), videoId);
  assert(['UploadSucc', 'Transcoding', 'Normal'].includes(Status), Status);
}

const CREATE = '/upload/video 200';
const REFRESH = '/upload/video/refresh 200';

const FLOWS = {
  'a video of a user with a token': async (app, file) => {
    await app.upload(file(3 * MEGABYTE + 17), 'address', 3);
    await stored(app, await app.end());
    assert.deepEqual([app.answers, app.logins], [[CREATE], 0]);
  },
  'credential and token expire in the middle': async (app, file) => {
    await holdPart(app.page, 3, async (route) => {
      // Nobody waits for what happens here. An hour goes by: what the page holds is no longer good.
      await app.page.evaluate((expired) => window.hold(expired), tokens.expired);
      const moved = cloud.goTo(3001);
      await moved.catch((error) => app.hear(['failed', 'clock', error.message]));
      await route.continue();
    });
    await app.upload(file(3 * MEGABYTE + 17));
    await stored(app, await app.end());
    assert(app.events.some(([kind]) => kind === 'expired'), JSON.stringify(app.events));
    assert.deepEqual([app.answers, app.logins], [[CREATE, REFRESH], 1]);
    assert.equal(new Set(app.parts.map(([uploadId]) => uploadId)).size, 1);
  },
  'the page is loaded again in the middle': async (app, file) => {
    const path = file(3 * MEGABYTE + 17);
    let reached;
    const held = new Promise((resolve) => {
      reached = resolve;
    });
    // Nobody lets it go: the page is left.
    await holdPart(app.page, 3, async () => reached());
    await app.upload(path);
    await held;
    app.parts.length = 0;
    await app.page.reload();
    // The SDK remembers the VideoId alone; whose the upload is stands in the upload.
    await app.upload(path);
    await stored(app, await app.end());
    assert.deepEqual([app.answers, app.logins], [[CREATE, REFRESH], 0]);
    assert.deepEqual(
      app.parts.map(([, number]) => number),
      [3, 4]
    );
  },
  'another user cannot take it up': async (app, file) => {
    const path = file(3 * MEGABYTE + 17);
    let reached;
    const held = new Promise((resolve) => {
      reached = resolve;
    });
    await holdPart(app.page, 2, async () => reached());
    await app.upload(path);
    await held;
    await app.page.reload();
    await app.page.evaluate((other) => window.hold(other), tokens.other);
    const refused = new Promise((resolve) => {
      app.page.on('pageerror', (error) => resolve(error.message));
    });
    await app.upload(path);
    assert.match(await refused, /404 InvalidVideo.NotFound/);
    assert.deepEqual(app.answers, [CREATE, '/upload/video/refresh 404']);
  },
};

// A page that no address was asked for counts as one of the public network, which may not call this
// machine unless its user allows it. What is tested is CORS.
const args = ['--disable-features=LocalNetworkAccessChecks'];

run(FLOWS, { args, context: {}, open, reset: cloud.reset });
