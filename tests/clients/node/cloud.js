// The local cloud that a script works against, as in ../python/cloud.py.

'use strict';

const dns = require('dns');
const fs = require('fs');
const path = require('path');

const address = process.env.CLOUD;
const host = new URL(address).host;
const region = process.env.REGION || 'cn-shanghai';
const role = process.env.ROLE_ARN;
// With a certificate authority OSS is called by its own names, over HTTPS.
const tls = 'TLS_CA' in process.env;
const port = new URL(address).port;
const ossAddress = tls
  ? `https://oss-${region}.aliyuncs.com:${port}`
  : `http://localhost:${port}`;
const account = { id: process.env.ACCESS_KEY_ID, secret: process.env.ACCESS_KEY_SECRET };

const ram = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'ram.json'), 'utf8'));
/** The keys of ram.json, by their ids without the prefix. */
const keys = Object.fromEntries(
  [ram.account_access_keys, ...ram.users.map((user) => user.access_keys)]
    .flat()
    .map(({ id, secret }) => [id.replace('LTAI-', ''), { id, secret }]),
);

/** A role of the account, by its name. */
const roleOf = (name) => role.replace(/[^/]*$/, name);

const decode = (text) => JSON.parse(Buffer.from(text, 'base64').toString());

/** The key of an UploadAuth. */
function uploadKey(auth) {
  const fields = decode(auth);
  return { id: fields.AccessKeyId, secret: fields.AccessKeySecret, token: fields.SecurityToken };
}

/** The key of AssumeRole. */
function sessionKey(answer) {
  const fields = answer.Credentials;
  return { id: fields.AccessKeyId, secret: fields.AccessKeySecret, token: fields.SecurityToken };
}

function policy(effect, action, resource = '*') {
  const statement = { Effect: effect, Action: action, Resource: resource };
  return JSON.stringify({ Version: '1', Statement: [statement] });
}

// The names of the cloud, and those of buckets before localhost, lead to this machine.
const { lookup } = dns;
dns.lookup = (name, ...rest) =>
  lookup(/\.(localhost|aliyuncs\.com)$/.test(name) ? '127.0.0.1' : name, ...rest);

// The client's clock can go wrong.
const RealDate = Date;
let shift = 0;
const now = () => RealDate.now() + shift;
global.Date = new Proxy(RealDate, {
  construct: (_, given) => (given.length === 0 ? new RealDate(now()) : new RealDate(...given)),
  apply: () => new RealDate(now()).toString(),
  get: (_, name) => (name === 'now' ? now : RealDate[name]),
});

/** Runs the attempt with a clock that is so many minutes wrong. */
async function clientClock(minutes, attempt) {
  shift = minutes * 60000;
  try {
    return await attempt();
  } finally {
    shift = 0;
  }
}

/** What the local cloud says from its own side: `/_local`. */
async function local(place, body, method = body ? 'POST' : 'GET') {
  const options = { method, body: body && JSON.stringify(body) };
  const answer = await fetch(`${address}/_local/${place}`, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`/_local/${place}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

const move = (change) => local('clock', change);

/** Runs the attempt while the cloud's time stands still; it gets a function that moves it. */
async function frozen(attempt) {
  await move({ freeze: true });
  try {
    return await attempt((seconds) => move({ advance_seconds: seconds }));
  } finally {
    await move({ reset: true });
  }
}

/** Runs the attempt while something goes wrong; it gets a function that tells how often it did. */
async function fault(wish, attempt) {
  const { id } = await local('faults', wish);
  try {
    return await attempt(async () => {
      const { Faults } = await local('faults');
      return Faults.find((one) => one.id === id).fired;
    });
  } finally {
    await local(`faults/${id}`, undefined, 'DELETE');
  }
}

/** From here on it is so much later, for the cloud and for the client, until `reset`. */
async function goTo(seconds) {
  await move({ advance_seconds: seconds });
  shift = seconds * 1000;
}

async function reset() {
  shift = 0;
  await move({ reset: true });
}

/** Runs the attempt when so much time has gone by, for the cloud and for the client. */
async function later(seconds, attempt) {
  await goTo(seconds);
  try {
    return await attempt();
  } finally {
    await reset();
  }
}

module.exports = {
  address,
  host,
  ossAddress,
  port,
  tls,
  region,
  role,
  account,
  keys,
  roleOf,
  local,
  frozen,
  fault,
  decode,
  uploadKey,
  sessionKey,
  policy,
  clientClock,
  later,
  goTo,
  reset,
};
