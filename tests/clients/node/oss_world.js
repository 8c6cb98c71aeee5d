// What the scripts of ali-oss talk about: a client, a bucket, objects, an upload, and keys.

'use strict';

const crypto = require('crypto');
const { Readable } = require('stream');
const OSS = require('ali-oss');

const { sessions } = require('./callers');
const cloud = require('./cloud');
const { v1 } = require('./rpc_clients');

const BODY = Buffer.from('bytes of a part');
const post = v1('POST');

function client(key, bucket, version, more = {}) {
  return new OSS({
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    stsToken: key.token,
    region: `oss-${cloud.region}`,
    endpoint: cloud.ossAddress,
    bucket,
    authorizationV4: version === 'V4',
    secure: cloud.tls,
    ...more,
  });
}

/** What the client takes for a part. */
const piece = (bytes) => ({ stream: Readable.from([bytes]), size: bytes.length });

/** A new bucket, which everybody may use where the ACL says so. */
async function ownBucket(acl) {
  const name = `clients-${crypto.randomBytes(6).toString('hex')}`;
  await client(cloud.account, undefined, 'V1').putBucket(name, { acl });
  return name;
}

async function world() {
  const create = (name) => post(cloud.account, 'CreateUploadVideo', { Title: 't', FileName: name });
  const { assume, ...keys } = await sessions(post);
  const created = await create('a.mp4');
  const address = cloud.decode(created.UploadAddress);
  const made = {
    ...keys,
    bucket: address.Bucket,
    key: address.FileName,
    uploadKey: cloud.uploadKey(created.UploadAuth),
    otherKey: cloud.decode((await create('b.mp4')).UploadAddress).FileName,
    denied: await assume({ Policy: cloud.policy('Deny', 'oss:*') }),
    narrow: await assume({ Policy: cloud.policy('Allow', 'vod:*') }),
    stored: 'stored/an object',
    bare: await ownBucket(),
  };
  made.own = client(cloud.account, made.bucket, 'V1');
  await made.own.put(made.stored, BODY);
  made.uploadId = (await made.own.initMultipartUpload(made.key)).uploadId;
  const part = await made.own._uploadPart(made.key, made.uploadId, 1, piece(BODY));
  made.parts = [{ number: 1, etag: part.etag }];
  return made;
}

/** An upload of its own, with parts of these sizes. */
async function upload({ own, key }, sizes) {
  const { uploadId } = await own.initMultipartUpload(key);
  const parts = [];
  for (const [index, size] of sizes.entries()) {
    const part = await own._uploadPart(key, uploadId, index + 1, piece(Buffer.alloc(size, 'x')));
    parts.push({ number: index + 1, etag: part.etag });
  }
  return { uploadId, parts };
}

module.exports = { BODY, client, ownBucket, piece, post, upload, world };
