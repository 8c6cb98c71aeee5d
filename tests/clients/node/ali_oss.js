// ali-oss on Node: what must be refused, by the table, and what it is used for.

'use strict';

const assert = require('assert');
const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Readable } = require('stream');

const { works } = require('./cases');
const cloud = require('./cloud');
const { table } = require('./oss_table');
const { client, world } = require('./oss_world');

const MEGABYTE = 1024 * 1024;
const KEYS = ['a b', 'a+b', 'a%b', 'a%2Fb', 'a//b', '视频/测试.mp4', 'a?b#c&d=e', '\'"<>!*()~', 'é'];

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
