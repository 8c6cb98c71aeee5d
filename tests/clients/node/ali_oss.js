// ali-oss on Node: what must be refused, by the table, and what it is used for.

'use strict';

const assert = require('assert');
const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Readable } = require('stream');
const OSS = require('ali-oss');

const { rows, refused, works } = require('./cases');
const cloud = require('./cloud');
const { v1 } = require('./rpc_clients');

const MEGABYTE = 1024 * 1024;
const BODY = Buffer.from('bytes of a part');
const KEYS = ['a b', 'a+b', 'a%b', 'a%2Fb', 'a//b', '视频/测试.mp4', 'a?b#c&d=e', '\'"<>!*()~', 'é'];
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

async function world() {
  const create = (name) => post(cloud.account, 'CreateUploadVideo', { Title: 't', FileName: name });
  const role = { RoleArn: cloud.role, RoleSessionName: 'clients' };
  const assume = async (more) =>
    cloud.sessionKey(await post(cloud.account, 'AssumeRole', { ...role, ...more }));
  const created = await create('a.mp4');
  const address = cloud.decode(created.UploadAddress);
  const made = {
    bucket: address.Bucket,
    key: address.FileName,
    uploadKey: cloud.uploadKey(created.UploadAuth),
    otherKey: cloud.decode((await create('b.mp4')).UploadAddress).FileName,
    session: await assume({}),
    otherSession: await assume({}),
    denied: await assume({ Policy: cloud.policy('Deny', 'oss:*') }),
    narrow: await assume({ Policy: cloud.policy('Allow', 'vod:*') }),
    stored: 'stored/an object',
  };
  made.own = client(cloud.account, made.bucket, 'V1');
  await made.own.put(made.stored, BODY);
  made.uploadId = (await made.own.initMultipartUpload(made.key)).uploadId;
  const part = await made.own._uploadPart(made.key, made.uploadId, 1, piece(BODY));
  made.parts = [{ number: 1, etag: part.etag }];
  return made;
}

const READS = ['GetObject', 'HeadObject', 'GetObjectMeta'];
const OPERATIONS = {
  PutObject: (oss, key) => oss.put(key, BODY),
  GetObject: (oss, key) => oss.get(key),
  HeadObject: (oss, key) => oss.head(key),
  GetObjectMeta: (oss, key) => oss.getObjectMeta(key),
  InitiateMultipartUpload: (oss, key) => oss.initMultipartUpload(key),
  UploadPart: (oss, key, { uploadId }) =>
    oss._uploadPart(key, uploadId, 1, piece(BODY)),
  ListParts: (oss, key, { uploadId }) => oss.listParts(key, uploadId),
  CompleteMultipartUpload: (oss, key, { uploadId, parts }) =>
    oss.completeMultipartUpload(key, uploadId, parts),
  AbortMultipartUpload: (oss, key, { uploadId }) => oss.abortMultipartUpload(key, uploadId),
};

// Each gets `call(key, {objectKey, bucket, …})` and the world.
const FAULTS = {
  'wrong secret': (call) => call({ ...cloud.account, secret: 'not this one' }),
  'unknown key': (call) => call({ ...cloud.account, id: 'LTAInobody' }),
  'date 16 minutes ago': (call) => cloud.clientClock(-16, () => call(cloud.account)),
  'date 16 minutes ahead': (call) => cloud.clientClock(16, () => call(cloud.account)),
  'missing token': (call, { session }) => call({ ...session, token: undefined }),
  'foreign token': (call, { session, otherSession }) =>
    call({ ...session, token: otherSession.token }),
  'unknown token': (call, { session }) => call({ ...session, token: 'CAISnothing' }),
  'expired token': (call, { session }) => cloud.later(3601, () => call(session)),
  'expired upload credential': (call, { uploadKey }) =>
    cloud.later(3001, () => call(uploadKey)),
  'other object': (call, { uploadKey, otherKey }) => call(uploadKey, { objectKey: otherKey }),
  'denied by session policy': (call, { denied }) => call(denied),
  'not in the session policy': (call, { narrow }) => call(narrow),
  'unknown bucket': (call) => call(cloud.account, { bucket: `nobody-${Date.now()}` }),
  'unknown key of an object': (call) => call(cloud.account, { objectKey: 'nothing/here' }),
  'unknown upload': (call) => call(cloud.account, { uploadId: '0'.repeat(32) }),
  'wrong region': (call) => call(cloud.account, { region: 'oss-cn-beijing' }),
  'bad part order': async (call, { own, key }) => {
    const { uploadId } = await own.initMultipartUpload(key);
    const parts = [];
    for (const number of [1, 2]) {
      const content = Buffer.alloc(102400, number);
      const part = await own._uploadPart(key, uploadId, number, piece(content));
      parts.unshift({ number, etag: part.etag });
    }
    // The client sorts what it is given, unless sorting changes nothing.
    parts.sort = () => parts;
    parts.concat = () => parts;
    await call(cloud.account, { uploadId, parts });
  },
  'small part': async (call, { own, key }) => {
    const { uploadId } = await own.initMultipartUpload(key);
    const parts = [];
    for (const number of [1, 2]) {
      const part = await own._uploadPart(key, uploadId, number, piece(BODY));
      parts.push({ number, etag: part.etag });
    }
    await call(cloud.account, { uploadId, parts });
  },
  'wrong ETag': async (call, { own, key }) => {
    const { uploadId } = await own.initMultipartUpload(key);
    await own._uploadPart(key, uploadId, 1, piece(BODY));
    await call(cloud.account, { uploadId, parts: [{ number: 1, etag: '"0"' }] });
  },
};

// Of a HEAD that is answered by 404 the client always says NoSuchKey.
const OWN_WORDS = (operation, fault) =>
  fault === 'unknown bucket' && ['HeadObject', 'GetObjectMeta'].includes(operation);

async function table(made) {
  for (const row of rows('oss')) {
    const fault = FAULTS[row.case];
    if (!fault) continue;
    const ours = row.operations.filter((name) => OPERATIONS[name] && !OWN_WORDS(name, row.case));
    for (const operation of ours) {
      for (const scheme of row.schemes.filter((name) => name.endsWith('header'))) {
        const call = (key, changed = {}) => {
          const oss = client(key, changed.bucket || made.bucket, scheme.split('-')[0], {
            ...(changed.region && { region: changed.region }),
          });
          const objectKey =
            changed.objectKey || (READS.includes(operation) ? made.stored : made.key);
          return OPERATIONS[operation](oss, objectKey, { ...made, ...changed });
        };
        await refused(`${operation}/${row.case}/${scheme}`, row.error, () => fault(call, made));
      }
    }
  }
}

async function fetched(url, options) {
  const answer = await fetch(url, options);
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
}

function flows({ bucket }, version, style) {
  const sldEnable = style === 'path style';
  const oss = client(cloud.account, bucket, version, { sldEnable });
  const key = (name) => `${version}/${style}/${name}`;
  return {
    'put, head, get, ranges': async () => {
      const put = await oss.put(key('put'), Buffer.from('0123456789'), { meta: { author: 'alice' } });
      assert.equal(put.res.headers.etag, '"781E5E245D69B566979B86E28D23F2C7"');
      const head = await oss.head(key('put'));
      assert.equal(head.meta.author, 'alice');
      const got = await oss.get(key('put'), { headers: { Range: 'bytes=2-4' } });
      assert.deepEqual([got.res.status, got.content.toString()], [206, '234']);
      const meta = await oss.getObjectMeta(key('put'));
      assert.equal(meta.res.headers['content-length'], '10');
    },
    'keys are bytes as sent': async () => {
      for (const name of KEYS) {
        await oss.put(key(name), Buffer.from(name));
        assert.equal((await oss.get(key(name))).content.toString(), name);
      }
    },
    'an empty object': async () => {
      await oss.putStream(key('empty'), Readable.from([]), { contentLength: 0 });
      assert.equal((await oss.get(key('empty'))).content.length, 0);
    },
    'a chunked body': async () => {
      const chunks = Array.from({ length: 300 }, () => Buffer.alloc(1000, 'x'));
      await oss.putStream(key('chunked'), Readable.from(chunks));
      const head = await oss.head(key('chunked'));
      assert.equal(head.res.headers['content-length'], '300000');
    },
    'an aborted upload': async () => {
      const { uploadId } = await oss.initMultipartUpload(key('abort'));
      const gone = await oss.abortMultipartUpload(key('abort'), uploadId);
      assert.equal(gone.res.status, 204);
      await assert.rejects(oss.listParts(key('abort'), uploadId), { code: 'NoSuchUpload' });
    },
    'a resumed upload': () => resumed(key('resumed'), { bucket, version, sldEnable }),
  };
}

/** Parts, broken off in the middle and taken up again from the client's checkpoint. */
async function resumed(key, { bucket, version, sldEnable }) {
  const oss = client(cloud.account, bucket, version, { sldEnable });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clients-'));
  try {
    const file = path.join(folder, 'a.mp4');
    const bytes = crypto.randomBytes(3 * MEGABYTE + 17);
    fs.writeFileSync(file, bytes);
    let checkpoint;
    const options = { partSize: MEGABYTE, parallel: 1, headers: { 'x-oss-notification': '' } };
    const broken = oss.multipartUpload(key, file, {
      ...options,
      progress: (done, at) => {
        checkpoint = at;
        if (done >= 0.5) oss.cancel();
      },
    });
    await assert.rejects(broken);
    assert(checkpoint.doneParts.length >= 1 && checkpoint.doneParts.length < 4);
    const again = client(cloud.account, bucket, version, { sldEnable });
    await again.multipartUpload(key, file, { ...options, checkpoint });
    assert((await again.get(key)).content.equals(bytes));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** URLs that the client signs, used by somebody else. */
function presigned({ bucket }, version) {
  const oss = client(cloud.account, bucket, version);
  const sign = (method, key, expires = 60) =>
    version === 'V4'
      ? oss.signatureUrlV4(method, expires, {}, key)
      : oss.signatureUrl(key, { method, expires });
  return async () => {
    const key = `${version}/presigned 1+ü`;
    const put = await fetched(await sign('PUT', key), { method: 'PUT', body: Buffer.from('123') });
    assert.equal(put.status, 200, put.body.toString());
    const got = await fetched(await sign('GET', key));
    assert.deepEqual([got.status, got.body.toString()], [200, '123']);
    const other = await fetched((await sign('GET', key)).replace('presigned', 'PRESIGNED'));
    assert(other.status === 403 && other.body.includes('SignatureDoesNotMatch'));
    const late = await cloud.clientClock(-10, () => sign('GET', key));
    const expired = await fetched(late);
    assert(expired.status === 403 && expired.body.includes('Request has expired'));
  };
}

async function main() {
  const made = await world();
  await table(made);
  for (const version of ['V1', 'V4']) {
    for (const style of cloud.tls ? ['virtual-hosted'] : ['path style', 'virtual-hosted']) {
      for (const [name, flow] of Object.entries(flows(made, version, style))) {
        await works(`${name}/${version}, ${style}`, flow);
      }
    }
    await works(`presigned URLs/${version}`, presigned(made, version));
  }
}

main();
