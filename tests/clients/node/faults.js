// Faults of /_local/faults, as the clients for Node meet them, as in ../python/faults.py.

'use strict';

const assert = require('assert');
const crypto = require('crypto');

const { describe, works } = require('./cases');
const cloud = require('./cloud');
const { client, post } = require('./oss_world');
const { acs3, v1 } = require('./rpc_clients');

const MEGABYTE = 1024 * 1024;
const CREATE = { Title: 't', FileName: 'a.mp4' };

/** The attempt must end in this refusal. */
async function fails(attempt, expected) {
  let seen = '200';
  try {
    await attempt();
  } catch (caught) {
    seen = describe(caught);
  }
  assert.equal(seen, expected);
}

/** A fault that happens once: the client sees it, and the next call is served. */
const once = (call, operation, name, expected) => () =>
  cloud.fault({ name, operation, times: 1 }, async (fired) => {
    await fails(call, expected);
    await call();
    assert.equal(await fired(), 1);
  });

/** A video that waits for its file, and what its credential may do. */
async function upload() {
  const created = await post(cloud.account, 'CreateUploadVideo', CREATE);
  const address = cloud.decode(created.UploadAddress);
  const of = (auth, version, more) =>
    client(cloud.uploadKey(auth), address.Bucket, version, more);
  return {
    of,
    key: address.FileName,
    auth: created.UploadAuth,
    refresh: async () =>
      (await post(cloud.account, 'RefreshUploadVideo', { VideoId: created.VideoId })).UploadAuth,
    stored: async (bytes) => {
      const { content } = await client(cloud.account, address.Bucket, 'V1').get(address.FileName);
      assert(content.equals(bytes));
    },
  };
}

const BYTES = crypto.randomBytes(2 * MEGABYTE + 17);
// The client writes into what it is given.
const parts = (more) => ({ partSize: MEGABYTE, parallel: 1, ...more });

/** ali-oss repeats a part that the network broke, as often as it was told to. */
const triesAgain = (version, wish) => async () => {
  const ours = await upload();
  const oss = ours.of(ours.auth, version, { retryMax: 2 });
  await cloud.fault({ times: 1, ...wish }, async (fired) => {
    await oss.multipartUpload(ours.key, BYTES, parts());
    assert.equal(await fired(), 1);
  });
  await ours.stored(BYTES);
};

/** An upload that is broken off by `expected`, and goes on from the client's checkpoint. */
const goesOn = (version, wish, expected, renew = (ours) => ours.auth) => async () => {
  const ours = await upload();
  let checkpoint;
  const progress = (_, at) => { checkpoint = at; };
  const first = ours.of(ours.auth, version);
  await cloud.fault({ times: 1, skip: 1, ...wish }, () =>
    fails(() => first.multipartUpload(ours.key, BYTES, parts({ progress })), expected));
  assert.equal(checkpoint.doneParts.length, 1);
  const again = ours.of(await renew(ours), version);
  await again.multipartUpload(ours.key, BYTES, parts({ checkpoint }));
  await ours.stored(BYTES);
};

async function main() {
  for (const [scheme, client_] of [['V1-GET', v1('GET')], ['V1-POST', v1('POST')]]) {
    const call = () => client_(cloud.account, 'CreateUploadVideo', CREATE);
    for (const [name, fault, expected] of [
      ['throttled once', 'throttling', '400 Throttling.User'],
      ['unavailable once', 'service-unavailable', '503 ServiceUnAvailable'],
      ['a key that is disabled for a while', 'access-key-disabled', '400 InvalidAccessKeyId.Inactive'],
      ['a clock that goes wrong for a while', 'client-clock-behind', '400 InvalidTimeStamp.Expired'],
    ]) {
      await works(`${name}/${scheme}`, once(call, 'CreateUploadVideo', fault, expected));
    }
  }
  const assume = () =>
    acs3(cloud.account, 'AssumeRole', { RoleArn: cloud.role, RoleSessionName: 'clients' });
  const throttled = once(assume, 'AssumeRole', 'throttling', '400 Throttling.User');
  await works('throttled once/ACS3', throttled);
  for (const version of ['V1', 'V4']) {
    const part = (name, more) => ({ name, operation: 'UploadPart', ...more });
    const dies = { name: 'credential-expires-during-part' };
    for (const [name, flow] of [
      ['a part is torn', triesAgain(version, part('reset', { after_bytes: 1000 }))],
      ['the answer to a part is lost', triesAgain(version, part('reply-lost'))],
      ['too many requests', goesOn(version, part('throttling'), '503 QpsLimitExceeded')],
      ['unavailable', goesOn(version, part('service-unavailable'), '503 ServiceUnavailable')],
      ['a part comes to half', goesOn(
        version, part('short-write', { after_bytes: 1000 }), '400 IncompleteBody',
      )],
      ['the credential expires with a part', goesOn(
        version, dies, '403 SecurityTokenExpired', (ours) => ours.refresh(),
      )],
    ]) {
      await works(`ali-oss: ${name}/${version}`, flow);
    }
  }
}

main();
