// Operations of OSS with ali-oss, by the table of coverage: what must work, and what must be refused.

'use strict';

const { CALLERS } = require('./callers');
const { rows, refused, works } = require('./cases');
const cloud = require('./cloud');
const { BODY, client, piece, upload } = require('./oss_world');

const READS = ['GetObject', 'HeadObject', 'GetObjectMeta', 'GetObjectAcl', 'PutObjectAcl'];
const OPERATIONS = {
  PutObject: (oss, key) => oss.put(key, BODY),
  GetObject: (oss, key) => oss.get(key),
  HeadObject: (oss, key) => oss.head(key),
  GetObjectMeta: (oss, key) => oss.getObjectMeta(key),
  DeleteObject: (oss, key) => oss.delete(key),
  GetObjectAcl: (oss, key) => oss.getACL(key),
  PutObjectAcl: (oss, key) => oss.putACL(key, 'private'),
  CopyObject: (oss, key, { stored }) => oss.copy(key, stored),
  InitiateMultipartUpload: (oss, key) => oss.initMultipartUpload(key),
  UploadPart: (oss, key, { uploadId }) => oss._uploadPart(key, uploadId, 1, piece(BODY)),
  ListParts: (oss, key, { uploadId }) => oss.listParts(key, uploadId),
  CompleteMultipartUpload: (oss, key, { uploadId, parts }) =>
    oss.completeMultipartUpload(key, uploadId, parts),
  AbortMultipartUpload: (oss, key, { uploadId }) => oss.abortMultipartUpload(key, uploadId),
};
const ON_BUCKET = {
  ListObjects: (oss) => oss.list(),
  ListObjectsV2: (oss) => oss.listV2(),
  ListMultipartUploads: (oss) => oss.listUploads({}),
  DeleteMultipleObjects: (oss) => oss.deleteMulti(['nothing/here']),
  ListBuckets: (oss) => oss.listBuckets(),
  GetBucketInfo: (oss, bucket) => oss.getBucketInfo(bucket),
  GetBucketLocation: (oss, bucket) => oss.getBucketLocation(bucket),
  GetBucketAcl: (oss, bucket) => oss.getBucketACL(bucket),
  PutBucketAcl: (oss, bucket) => oss.putBucketACL(bucket, 'private'),
  PutBucketCors: (oss, bucket) =>
    oss.putBucketCORS(bucket, [{ allowedOrigin: '*', allowedMethod: 'GET' }]),
};

// Each gets `call(key, {objectKey, bucket, …})` and the world.
const CASES = {
  ...CALLERS,
  'all that is needed': (call) => call(cloud.account),
  'a temporary key': (call, { session }) => call(session),
  'upload credential on its object': (call, { uploadKey }) => call(uploadKey),
  'upload credential': (call, { uploadKey }) => call(uploadKey),
  'upload credential for something else': (call, { uploadKey, key }) =>
    call(uploadKey, { objectKey: key }),
  'expired upload credential': (call, { uploadKey }) =>
    cloud.later(3001, () => call(uploadKey)),
  'other object': (call, { uploadKey, otherKey }) => call(uploadKey, { objectKey: otherKey }),
  'unknown bucket': (call) => call(cloud.account, { bucket: `nobody-${Date.now()}` }),
  'unknown key of an object': (call) => call(cloud.account, { objectKey: 'nothing/here' }),
  'unknown upload': (call) => call(cloud.account, { uploadId: '0'.repeat(32) }),
  'upload of another object': (call, { otherKey }) =>
    call(cloud.account, { objectKey: otherKey }),
  'wrong region': (call) => call(cloud.account, { region: 'oss-cn-beijing' }),
  'not of this cloud': (call) => call(cloud.account),
  'a bucket of VOD': (call, { bucket }) => call(cloud.account, { bucket }),
  'bad part order': async (call, made) => {
    const { uploadId, parts } = await upload(made, [102400, 102400]);
    parts.reverse();
    // The client sorts what it is given, unless sorting changes nothing.
    parts.sort = () => parts;
    parts.concat = () => parts;
    await call(cloud.account, { uploadId, parts });
  },
  'smallest part': async (call, made) => call(cloud.account, await upload(made, [102400, 1])),
  'small part': async (call, made) => call(cloud.account, await upload(made, [102399, 1])),
  'wrong ETag': async (call, made) => {
    const { uploadId } = await upload(made, [1]);
    await call(cloud.account, { uploadId, parts: [{ number: 1, etag: '"0"' }] });
  },
  'part never sent': async (call, made) => {
    const { uploadId, parts } = await upload(made, [1]);
    await call(cloud.account, { uploadId, parts: [...parts, { number: 7, etag: parts[0].etag }] });
  },
  'twice': async (call, made) => {
    const ours = await upload(made, [1]);
    await call(cloud.account, ours);
    await call(cloud.account, ours);
  },
};

// Of a HEAD that is answered by 404 the client always says NoSuchKey.
const OWN_WORDS = (operation, fault) =>
  fault === 'unknown bucket' && ['HeadObject', 'GetObjectMeta'].includes(operation);
// What succeeds here ends the upload.
const ENDS = ['CompleteMultipartUpload', 'AbortMultipartUpload'];

/** What the operation works on, of its own where it succeeds and ends it. */
async function subject(made, operation, row) {
  if (row.error === '200' && ENDS.includes(operation)) return upload(made, [1]);
  if (!ON_BUCKET[operation]) return {};
  // VOD's bucket can't be set up; the upload credential knows no other.
  return row.error === '200' ? { bucket: made.bare } : {};
}

/** Every row that is about operations of this client and a fault that it can have. */
async function table(made) {
  for (const row of rows('oss')) {
    const fault = CASES[row.case];
    if (!fault) continue;
    const known = (name) => OPERATIONS[name] || ON_BUCKET[name];
    for (const operation of row.operations.filter((name) => known(name))) {
      if (OWN_WORDS(operation, row.case)) continue;
      for (const scheme of row.schemes.filter((name) => name.endsWith('header'))) {
        const call = async (key, changed = {}) => {
          const on = { ...made, ...(await subject(made, operation, row)), ...changed };
          const oss = client(key, on.bucket, scheme.split('-')[0], {
            ...(changed.region && { region: changed.region }),
          });
          if (ON_BUCKET[operation]) return ON_BUCKET[operation](oss, on.bucket);
          const objectKey =
            changed.objectKey || (READS.includes(operation) ? made.stored : made.key);
          return OPERATIONS[operation](oss, objectKey, on);
        };
        const name = `${operation}/${row.case}/${scheme}`;
        const attempt = () => fault(call, made);
        await (row.error === '200' ? works(name, attempt) : refused(name, row.error, attempt));
      }
    }
  }
}

module.exports = { table };
