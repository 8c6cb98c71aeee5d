// PostObject: a form, signed by ali-oss with V1 and with V4, and sent as a browser would.

'use strict';

const assert = require('assert');

const { CALLERS } = require('./callers');
const { rows, refused, works } = require('./cases');
const cloud = require('./cloud');
const { client, ownBucket, world } = require('./oss_world');

const BODY = 'bytes of a file';
const ALGORITHM = 'OSS4-HMAC-SHA256';

/** `20261121T100000Z` of the client's clock. */
const basic = (moment) => moment.toISOString().replace(/[-:]|\.\d+/g, '');

/** The form's fields, signed. `wish` says what is other than usual. */
function signed(scheme, key, wish) {
  const oss = client(key, wish.bucket, scheme === 'V4-form' ? 'V4' : 'V1');
  const fields = { key: wish.key, ...wish.fields };
  if (key.token) fields['x-oss-security-token'] = key.token;
  const expiration = new Date(Date.now() + (wish.lives ?? 60000)).toISOString();
  const conditions = [{ bucket: wish.bucket }, ...(wish.conditions || [])];
  if (key.token) conditions.push({ 'x-oss-security-token': key.token });
  if (scheme === 'V1-form') {
    const form = oss.calculatePostSignature(wish.policy || { expiration, conditions });
    return { ...fields, ...form };
  }
  const moment = new Date(Date.now() + (wish.shift || 0));
  const day = basic(moment).slice(0, 8);
  const region = wish.region || cloud.region;
  const v4 = {
    'x-oss-signature-version': ALGORITHM,
    'x-oss-credential': `${key.id}/${wish.day || day}/${region}/oss/aliyun_v4_request`,
    'x-oss-date': basic(moment),
  };
  const fixed = Object.entries(v4).filter(([name]) => name !== wish.open);
  conditions.push(...fixed.map(([name, value]) => ({ [name]: value })));
  const policy = wish.policy || { expiration, conditions };
  if (wish.region) oss.options.region = `oss-${wish.region}`;
  return {
    ...fields,
    ...v4,
    policy: Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString('base64'),
    'x-oss-signature': oss.signPostObjectPolicyV4(policy, moment),
  };
}

/** Sends the fields, then so many files. */
async function send(bucket, fields, { files = 1, headers, change } = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, value);
  }
  for (let file = 0; file < files; file += 1) form.append('file', new Blob([BODY]), 'a file.txt');
  const answer = await fetch(`http://${bucket}.localhost:${cloud.port}/`, {
    method: 'POST',
    body: change ? await change(form) : form,
    headers,
    redirect: 'manual',
  });
  const text = await answer.text();
  if (answer.status >= 400) {
    const code = text.match(/<Code>(\w+)<\/Code>/);
    throw Object.assign(new Error(text), { status: answer.status, code: code && code[1] });
  }
  return { answer, text };
}

/** The form as it travels, cut behind its first half. */
async function half(form) {
  const whole = new Response(form);
  const type = whole.headers.get('content-type');
  const bytes = await whole.arrayBuffer();
  return new Blob([bytes.slice(0, bytes.byteLength / 2)], { type });
}

class Case {
  constructor(made, scheme) {
    Object.assign(this, { made, scheme, bucket: made.bucket, key: 'form/an object' });
  }

  /** Signs as usual but for `wish`, changes the fields by `change`, and sends. */
  post(key, wish = {}, change = (fields) => fields, options = {}) {
    const usual = { bucket: this.bucket, key: this.key, ...wish };
    const fields = this.scheme === 'anonymous'
      ? { key: usual.key, ...wish.fields }
      : signed(this.scheme, key, usual);
    return send(usual.bucket, change(fields), options);
  }

  /** What is there now. */
  async stored() {
    return (await this.made.own.get(this.key)).content;
  }

  /** Without some fields. */
  without(...names) {
    return this.post(cloud.account, {}, (fields) => {
      const kept = Object.entries(fields).filter(([name]) => !names.includes(name));
      return Object.fromEntries(kept);
    });
  }
}

/** The files of the shared faults are about keys: each gets `call(key)`. */
const ofCaller = (fault) => (one) => fault((key) => one.post(key), one.made);
const DAY = 86400000;

const CASES = {
  ...Object.fromEntries(Object.entries(CALLERS).map(([name, fault]) => [name, ofCaller(fault)])),
  'all that is needed': async (one) => {
    const { answer } = await one.post(cloud.account);
    assert.deepEqual([answer.status, (await one.stored()).toString()], [204, BODY]);
    assert(answer.headers.get('x-oss-hash-crc64ecma') && answer.headers.get('etag'));
  },
  'a temporary key': (one) => one.post(one.made.session),
  'upload credential on its object': (one) =>
    one.post(one.made.uploadKey, { key: one.made.key }),
  'expired upload credential': (one) =>
    cloud.later(3001, () => one.post(one.made.uploadKey, { key: one.made.key })),
  'other object': (one) => one.post(one.made.uploadKey, { key: one.made.otherKey }),
  '201 and what was stored': async (one) => {
    const fields = { success_action_status: '201' };
    const { answer, text } = await one.post(cloud.account, { fields });
    assert.equal(answer.status, 201);
    assert(text.includes('<PostResponse>') && text.includes(`<Key>${one.key}</Key>`), text);
  },
  'a redirect': async (one) => {
    const fields = { success_action_redirect: 'http://example.com/done' };
    const { answer } = await one.post(cloud.account, { fields });
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, 'http://example.com/done']);
  },
  'altered policy': (one) =>
    one.post(cloud.account, {}, (fields) => {
      const policy = JSON.parse(Buffer.from(fields.policy, 'base64'));
      policy.conditions.pop();
      return { ...fields, policy: Buffer.from(JSON.stringify(policy)).toString('base64') };
    }),
  'expired policy': (one) => one.post(cloud.account, { lives: -1000 }),
  'a condition that does not hold': (one) =>
    one.post(cloud.account, { conditions: [{ 'x-oss-meta-author': 'alice' }] }),
  'a key outside of the policy': (one) =>
    one.post(cloud.account, { conditions: [['starts-with', '$key', 'elsewhere/']] }),
  'a file too large': (one) =>
    one.post(cloud.account, { conditions: [['content-length-range', 1, 2]] }),
  'a file too small': (one) =>
    one.post(cloud.account, { conditions: [['content-length-range', 1000, 2000]] }),
  'a policy that is none': (one) => one.post(cloud.account, { policy: '["no policy"]' }),
  'a policy without conditions': (one) =>
    one.post(cloud.account, { policy: { expiration: '2099-01-01T00:00:00.000Z', conditions: [] } }),
  'without policy': (one) => one.without('policy'),
  'without signature': (one) => one.without('Signature', 'x-oss-signature'),
  'without key': (one) => one.without('key'),
  'without a file': (one) => one.post(cloud.account, {}, undefined, { files: 0 }),
  'two files': (one) => one.post(cloud.account, {}, undefined, { files: 2 }),
  'a form that breaks off': (one) => one.post(cloud.account, {}, undefined, { change: half }),
  'no form': (one) => one.post(cloud.account, {}, undefined, { change: () => 'a text' }),
  'wrong digest': (one) =>
    one.post(cloud.account, {}, undefined, {
      headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' },
    }),
  'not to be overwritten': (one) =>
    one.post(cloud.account, {
      key: one.made.stored, fields: { 'x-oss-forbid-overwrite': 'true' },
    }),
  'unknown bucket': (one) => one.post(cloud.account, { bucket: `nobody-${Date.now()}` }),
  'an ACL that is none': (one) =>
    one.post(cloud.account, { fields: { 'x-oss-object-acl': 'all' } }),
  // The date of V4.
  'date 16 minutes ahead': (one) => one.post(cloud.account, { shift: 16 * 60000 }),
  'date of eight days ago': (one) => one.post(cloud.account, { shift: -8 * DAY }),
  'a date that is none': (one) =>
    one.post(cloud.account, {}, (fields) => ({ ...fields, 'x-oss-date': 'today' })),
  'wrong region': (one) => one.post(cloud.account, { region: 'cn-beijing' }),
  'scope of another day': (one) => one.post(cloud.account, { day: '20200101' }),
  'a policy that leaves the date open': (one) => one.post(cloud.account, { open: 'x-oss-date' }),
  'another version of the signature': (one) =>
    one.post(cloud.account, {}, (fields) => ({
      ...fields, 'x-oss-signature-version': 'OSS3-HMAC-SHA256',
    })),
  // Nobody signs.
  'private': (one) => one.post(),
  'bucket for everybody to write': async (one) =>
    one.post(undefined, { bucket: await ownBucket('public-read-write') }),
};

async function main() {
  const made = await world();
  for (const row of rows('oss').filter(({ operations }) => operations.includes('PostObject'))) {
    for (const scheme of row.schemes) {
      const name = `PostObject/${row.case}/${scheme}`;
      const attempt = () => CASES[row.case](new Case(made, scheme));
      await (row.error === '200' ? works(name, attempt) : refused(name, row.error, attempt));
    }
  }
}

main();
