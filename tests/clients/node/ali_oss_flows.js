// What else ali-oss is used for: lists, copies, access lists, buckets, forms of URLs.

'use strict';

const assert = require('assert');
const OSS = require('ali-oss');

const { works } = require('./cases');
const cloud = require('./cloud');
const { client, ownBucket } = require('./oss_world');

const BODY = Buffer.from('0123456789');

/** Each gets a client on a bucket of its own. */
const FLOWS = {
  'lists in pages': async (oss) => {
    const names = ['a/1 +é', 'a/2', 'b/1', 'c'];
    for (const name of names) await oss.put(name, BODY);
    const first = await oss.list({ 'max-keys': 3 });
    assert.deepEqual(first.objects.map(({ name }) => name), names.slice(0, 3));
    assert(first.isTruncated && first.nextMarker);
    const second = await oss.list({ 'max-keys': 3, marker: first.nextMarker });
    assert.deepEqual(second.objects.map(({ name }) => name), names.slice(3));
    const folders = await oss.list({ delimiter: '/' });
    assert.deepEqual(folders.prefixes, ['a/', 'b/']);
    const seen = [];
    let token;
    do {
      const page = await oss.listV2({ 'max-keys': 1, 'continuation-token': token });
      seen.push(...page.objects.map(({ name }) => name));
      token = page.nextContinuationToken;
    } while (token);
    assert.deepEqual(seen, names);
    const [one] = (await oss.listV2({ prefix: 'c', 'fetch-owner': 'true' })).objects;
    assert.deepEqual([one.size, one.type, one.storageClass], [10, 'Normal', 'Standard']);
  },
  'open uploads': async (oss) => {
    const { uploadId } = await oss.initMultipartUpload('open/é +');
    const { uploads } = await oss.listUploads({ 'max-uploads': 10 });
    assert.deepEqual(uploads.map((one) => [one.name, one.uploadId]), [['open/é +', uploadId]]);
    await oss.abortMultipartUpload('open/é +', uploadId);
    assert.deepEqual((await oss.listUploads({ 'max-uploads': 10 })).uploads, []);
  },
  'many are deleted at once': async (oss) => {
    const names = ['x/1', 'x/2 +&<é', 'x/3'];
    for (const name of names) await oss.put(name, BODY);
    const { deleted } = await oss.deleteMulti(names);
    assert.deepEqual(deleted.map(({ Key }) => Key), names);
    await oss.put('x/4', BODY);
    assert.deepEqual((await oss.deleteMulti(['x/4'], { quiet: true })).deleted, []);
    assert.equal(((await oss.list()).objects || []).length, 0);
  },
  'nothing is there': async (oss) => {
    for (const attempt of [() => oss.head('nothing'), () => oss.get('nothing')]) {
      await assert.rejects(attempt, { code: 'NoSuchKey', status: 404 });
    }
    assert.equal((await oss.delete('nothing')).res.status, 204);
  },
  'access lists': async (oss) => {
    await oss.put('seen', BODY);
    assert.equal((await oss.getACL('seen')).acl, 'default');
    const url = oss.generateObjectUrl('seen');
    assert.equal((await fetch(url)).status, 403);
    await oss.putACL('seen', 'public-read');
    assert.equal((await oss.getACL('seen')).acl, 'public-read');
    const answer = await fetch(url);
    assert.deepEqual([answer.status, await answer.text()], [200, '0123456789']);
    assert.equal((await fetch(url, { method: 'PUT', body: 'x' })).status, 403);
    await oss.putACL('seen', 'private');
    assert.equal((await fetch(url)).status, 403);
  },
  'a bucket and its rules': async (oss) => {
    const name = oss.options.bucket;
    assert.equal((await oss.getBucketLocation(name)).location, `oss-${cloud.region}`);
    assert.equal((await oss.getBucketInfo(name)).bucket.Name, name);
    await oss.putBucketACL(name, 'public-read');
    assert.equal((await oss.getBucketACL(name)).acl, 'public-read');
    const rule = { allowedOrigin: 'https://example.com', allowedMethod: ['GET', 'PUT'] };
    await oss.putBucketCORS(name, [rule]);
    const { rules } = await oss.getBucketCORS(name);
    assert.deepEqual(rules[0].allowedMethod, ['GET', 'PUT']);
    await oss.deleteBucketCORS(name);
    await assert.rejects(oss.getBucketCORS(name), { code: 'NoSuchCORSConfiguration' });
    assert((await oss.listBuckets()).buckets.some((bucket) => bucket.name === name));
    await oss.deleteBucket(name);
    await assert.rejects(oss.getBucketInfo(name), { code: 'NoSuchBucket' });
  },
  'ranges and conditions': async (oss) => {
    const { res } = await oss.put('ranged', BODY);
    const part = async (range, more = {}) => {
      const got = await oss.get('ranged', { headers: { Range: range, ...more } });
      return [got.res.status, got.content.toString()];
    };
    assert.deepEqual(await part('bytes=0-0'), [206, '0']);
    assert.deepEqual(await part('bytes=-3'), [206, '789']);
    assert.deepEqual(await part('bytes=7-'), [206, '789']);
    assert.deepEqual(await part('bytes=5-99'), [200, '0123456789']);
    assert.deepEqual(await part('bytes=3-1'), [200, '0123456789']);
    const standard = { 'x-oss-range-behavior': 'standard' };
    assert.deepEqual(await part('bytes=5-99', standard), [206, '56789']);
    await assert.rejects(part('bytes=10-', standard), { status: 416, code: 'InvalidRange' });
    const head = await oss.head('ranged', { headers: { 'If-None-Match': res.headers.etag } });
    assert.equal(head.status, 304);
  },
};

/** URLs that replace headers of the answer, or are bound to a type. */
const urls = (version) => async (oss) => {
  await oss.put('a file', BODY);
  const shown = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="é.txt"' };
  const url = version === 'V4'
    ? await oss.signatureUrlV4('GET', 60, {
      queries: Object.fromEntries(
        Object.entries(shown).map(([name, value]) => [`response-${name}`, value]),
      ),
    }, 'a file')
    : oss.signatureUrl('a file', { expires: 60, response: shown });
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'text/plain');
  const headers = { 'Content-Type': 'video/mp4' };
  const put = version === 'V4'
    ? await oss.signatureUrlV4('PUT', 60, { headers }, 'typed')
    : oss.signatureUrl('typed', { method: 'PUT', expires: 60, 'Content-Type': 'video/mp4' });
  const other = await fetch(put, { method: 'PUT', body: 'x', headers: { 'Content-Type': 'text/css' } });
  assert.equal(other.status, 403);
  assert.equal((await fetch(put, { method: 'PUT', body: 'x', headers })).status, 200);
  assert.equal((await oss.head('typed')).res.headers['content-type'], 'video/mp4');
};

/** The client of STS that ali-oss has inside. */
async function itsSts() {
  const sts = (key) =>
    new OSS.STS({ accessKeyId: key.id, accessKeySecret: key.secret, endpoint: cloud.address });
  const assume = (key, role = cloud.role, policy = undefined, seconds = 900) =>
    sts(key).assumeRole(role, policy, seconds, 'clients');
  const refused = async (attempt, status, code) => assert.rejects(attempt, { status, code });
  const { credentials } = await assume(cloud.account);
  const session = {
    id: credentials.AccessKeyId,
    secret: credentials.AccessKeySecret,
    token: credentials.SecurityToken,
  };
  await client(session, await ownBucket(), 'V4').put('a', BODY);
  await refused(assume({ ...cloud.account, secret: 'no' }), 400, 'SignatureDoesNotMatch');
  await refused(assume(cloud.keys.disabled), 400, 'InvalidAccessKeyId.Inactive');
  await refused(assume(cloud.keys.account), 403, 'NoPermission');
  await refused(assume(cloud.account, cloud.roleOf('closed')), 403, 'NoPermission');
  await refused(assume(cloud.account, cloud.roleOf('nobody')), 404, 'EntityNotExist.Role');
  await refused(
    assume(cloud.account, cloud.role, { Version: '2' }), 400, 'InvalidParameter.PolicyGrammar',
  );
  await refused(
    assume(cloud.account, cloud.role, undefined, 899), 400, 'InvalidParameter.DurationSeconds',
  );
}

async function main() {
  await works('its client of STS', itsSts);
  for (const version of ['V1', 'V4']) {
    const flows = { ...FLOWS, 'URLs with headers': urls(version) };
    for (const [name, flow] of Object.entries(flows)) {
      await works(`${name}/${version}`, async () =>
        flow(client(cloud.account, await ownBucket(), version)));
    }
  }
}

main();
