// The local cloud that a script works against, as in ../python/cloud.py.

'use strict';

const dns = require('dns');

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
global.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(...given);
  }

  static now() {
    return RealDate.now() + shift;
  }
};

/** Runs the attempt with a clock that is so many minutes wrong. */
async function clientClock(minutes, attempt) {
  shift = minutes * 60000;
  try {
    return await attempt();
  } finally {
    shift = 0;
  }
}

async function move(change) {
  const answer = await fetch(`${address}/_local/clock`, {
    method: 'POST',
    body: JSON.stringify(change),
  });
  if (!answer.ok) throw new Error(`the clock does not move: ${answer.status}`);
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
  decode,
  uploadKey,
  sessionKey,
  policy,
  clientClock,
  later,
  goTo,
  reset,
};
