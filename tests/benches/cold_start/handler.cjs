// The same function as create-upload-video, as its seed in Node has it: @alicloud/pop-core behind a
// loop over the Lambda Runtime API, with nothing but the standard library beside it.
'use strict';

const crypto = require('node:crypto');
const http = require('node:http');
const { RPCClient } = require('@alicloud/pop-core');

const client = new RPCClient({
  accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
  endpoint: process.env.VOD_ENDPOINT.replace(/\/$/, ''),
  apiVersion: '2017-03-21',
});
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const hash = Buffer.from(process.env.API_KEY_HASHES, 'hex');

async function handle(event) {
  const key = (event.headers.authorization ?? '').replace(/^Bearer /, '');
  const digest = crypto.createHash('sha256').update(key).digest();
  if (!crypto.timingSafeEqual(digest, hash)) return [401, { Code: 'InvalidApiKey' }];
  const body = event.isBase64Encoded ? Buffer.from(event.body, 'base64') : (event.body ?? '');
  let fields;
  try {
    fields = JSON.parse(body);
  } catch (error) {
    return [400, { Code: 'MalformedJson', Message: error.message }];
  }
  const { FileName, Title } = fields;
  if (!FileName || !Title) return [400, { Code: 'MissingParameter' }];
  return [200, await client.request('CreateUploadVideo', { FileName, Title }, { method: 'POST' })];
}

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, agent, method, path }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function main() {
  for (;;) {
    const invocation = await call('GET', '/2018-06-01/runtime/invocation/next');
    const [statusCode, answer] = await handle(JSON.parse(invocation.body));
    const reply = { statusCode, body: JSON.stringify(answer), isBase64Encoded: false };
    const id = invocation.headers['lambda-runtime-aws-request-id'];
    await call('POST', `/2018-06-01/runtime/invocation/${id}/response`, JSON.stringify(reply));
  }
}

main();
