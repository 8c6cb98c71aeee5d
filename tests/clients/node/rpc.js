// Operations of VOD and STS with the clients for Node: what must be refused, and how.
//
// The table is coverage.toml. Faults on the wire are left to ../python/rpc.py.

'use strict';

const crypto = require('crypto');
const { rows, refused, works } = require('./cases');
const cloud = require('./cloud');
const { v1, clientOf } = require('./rpc_clients');

// What an operation needs so that it is reached at all.
const SOME = { AssumeRole: { RoleArn: cloud.role, RoleSessionName: 'clients' } };

async function world() {
  const post = v1('POST');
  const { account } = cloud;
  const assume = async (more) =>
    cloud.sessionKey(await post(account, 'AssumeRole', { ...SOME.AssumeRole, ...more }));
  const video = await post(account, 'CreateUploadVideo', { Title: 't', FileName: 'a.mp4' });
  const image = await post(account, 'CreateUploadImage', { ImageType: 'default' });
  const media = await post(account, 'CreateUploadAttachedMedia', {
    BusinessType: 'watermark',
    MediaExt: 'png',
  });
  return {
    session: await assume({}),
    otherSession: await assume({}),
    narrow: await assume({ Policy: cloud.policy('Allow', 'oss:GetObject') }),
    denied: await assume({ Policy: cloud.policy('Deny', ['vod:*', 'sts:AssumeRole']) }),
    values: {
      VideoId: video.VideoId,
      ImageId: image.ImageId,
      MediaId: media.MediaId,
      Role: cloud.role,
      Other: crypto.randomUUID().replaceAll('-', ''),
    },
  };
}

/** `{VideoId}` is the world's, `{129 x}` is 129 times x. */
function fill(parameters, values) {
  const value = (_, word) => {
    const times = word.match(/^(\d+) (.+)$/);
    return times ? times[2].repeat(Number(times[1])) : values[word];
  };
  const filled = Object.entries(parameters).map(([name, text]) => [
    name,
    String(text).replace(/\{([^{}":]+)\}/g, value),
  ]);
  return Object.fromEntries(filled);
}

const GATEWAY = {
  'wrong secret': (call) => call({ ...cloud.account, secret: 'not this one' }),
  'unknown key': (call) => call({ ...cloud.account, id: 'LTAInobody' }),
  'date 16 minutes ago': (call) => cloud.clientClock(-16, () => call(cloud.account)),
  'date 16 minutes ahead': (call) => cloud.clientClock(16, () => call(cloud.account)),
  'missing token': (call, { session }) => call({ ...session, token: undefined }),
  'foreign token': (call, { session, otherSession }) =>
    call({ ...session, token: otherSession.token }),
  'token with a key that has none': (call, { session }) =>
    call({ ...cloud.account, token: session.token }),
  'expired token': (call, { session }) => cloud.later(3601, () => call(session)),
  'denied by session policy': (call, { denied }) => call(denied),
  'not in the session policy': (call, { narrow }) => call(narrow),
};
// These are faults on the wire.
const ELSEWHERE = [
  'replayed nonce', 'altered parameter', 'altered body', 'altered header', 'wrong digest',
  'no signature', 'no nonce', 'no timestamp',
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
