// Operations of VOD and STS with the clients for Node: what must be refused, and how.
//
// The table is coverage.toml. Faults on the wire are left to ../python/rpc.py.

'use strict';

const crypto = require('crypto');
const { CALLERS, sessions } = require('./callers');
const { THROTTLED, describe, rows, refused, works } = require('./cases');
const cloud = require('./cloud');
const { v1, clientOf } = require('./rpc_clients');

// What an operation needs so that it is reached at all.
const SOME = { AssumeRole: { RoleArn: cloud.role, RoleSessionName: 'clients' } };

async function world() {
  const post = v1('POST');
  const { account } = cloud;
  const { assume, ...keys } = await sessions(post);
  const video = await post(account, 'CreateUploadVideo', { Title: 't', FileName: 'a.mp4' });
  const image = await post(account, 'CreateUploadImage', { ImageType: 'default' });
  const media = await post(account, 'CreateUploadAttachedMedia', {
    BusinessType: 'watermark',
    MediaExt: 'png',
  });
  return {
    ...keys,
    narrow: await assume({ Policy: cloud.policy('Allow', 'oss:GetObject') }),
    denied: await assume({ Policy: cloud.policy('Deny', ['vod:*', 'sts:AssumeRole']) }),
    values: {
      VideoId: video.VideoId,
      ImageId: image.ImageId,
      MediaId: media.MediaId,
      Other: crypto.randomUUID().replaceAll('-', ''),
    },
  };
}

/** `{VideoId}` is the world's, `{Role name}` an ARN, `{129 x}` is 129 times x. */
function fill(parameters, values) {
  const value = (_, word) => {
    const [, first, rest] = word.match(/^(\w+) ?(.*)$/);
    if (first === 'Role') return cloud.roleOf(rest);
    return /^\d+$/.test(first) ? rest.repeat(Number(first)) : values[first];
  };
  const filled = Object.entries(parameters).map(([name, text]) => [
    name,
    String(text).replace(/\{([^{}":]+)\}/g, value),
  ]);
  return Object.fromEntries(filled);
}

// The largest quota, and some more.
const MOST_CALLS = 120;

/** Calls within one second of the cloud until it is too often; what else it says is not asked. */
async function untilThrottled(call) {
  for (let done = 0; done < MOST_CALLS; done += 1) {
    try {
      await call(cloud.account);
    } catch (caught) {
      if (describe(caught) === THROTTLED) return caught;
    }
  }
  throw new Error('it is never too often');
}

const GATEWAY = {
  ...CALLERS,
  'a role that the user may not assume': (call) => call(cloud.keys.reader),
  'a role that the user may assume': (call) => call(cloud.keys.reader),
  'over the quota': (call) =>
    cloud.frozen(async () => {
      throw await untilThrottled(call);
    }),
  'in the second after a full one': (call) =>
    cloud.frozen(async (advance) => {
      await untilThrottled(call);
      await advance(1);
      await call(cloud.account);
    }),
};
// These are faults on the wire.
const ELSEWHERE = [
  'replayed nonce', 'altered parameter', 'altered body', 'altered header', 'wrong digest',
  'no signature', 'no nonce', 'no timestamp', 'no access key', 'no action', 'no version',
  'another signature method', 'another signature version', 'a date that is none',
  'unknown action', 'unknown version', 'the method PUT', 'torn Authorization',
  'a header that is not signed', 'a form that is not signed',
];

async function main() {
  const made = await world();
  for (const row of rows('rpc')) {
    if (ELSEWHERE.includes(row.case)) continue;
    for (const operation of row.operations) {
      for (const scheme of row.schemes) {
        const client = clientOf(scheme, operation);
        if (!client) continue;
        const parameters = fill({ ...SOME[operation], ...row.parameters }, made.values);
        for (const dropped of row.leave || []) delete parameters[dropped];
        const call = (key) => client(key, operation, parameters);
        const fault = GATEWAY[row.case];
        const attempt = () => (fault ? fault(call, made) : call(cloud.account));
        const name = `${operation}/${row.case}/${scheme}`;
        await (row.error === '200' ? works(name, attempt) : refused(name, row.error, attempt));
      }
    }
  }
}

main();
