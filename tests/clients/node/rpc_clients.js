// One call by each signature scheme of the RPC gateway, made by an official client.

'use strict';

const Core = require('@alicloud/pop-core');
const Sts = require('@alicloud/sts20150401');
const { $OpenApiUtil } = require('@alicloud/openapi-core');
const { RuntimeOptions } = require('@darabonba/typescript');

const cloud = require('./cloud');

const STS = ['AssumeRole', 'GetCallerIdentity'];

/** @alicloud/pop-core, everything in the query, or everything in the form. */
function v1(method) {
  return (key, operation, parameters) => {
    const client = new Core({
      accessKeyId: key.id,
      accessKeySecret: key.secret,
      securityToken: key.token,
      endpoint: cloud.address,
      apiVersion: STS.includes(operation) ? '2015-04-01' : '2017-03-21',
    });
    return client.request(operation, parameters, { method, timeout: 30000 });
  };
}

/** @alicloud/sts20150401. */
async function acs3(key, operation, parameters) {
  const config = new $OpenApiUtil.Config({
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    securityToken: key.token,
    endpoint: cloud.host,
    protocol: 'HTTP',
    regionId: cloud.region,
  });
  const client = new Sts.default(config);
  const options = new RuntimeOptions({ autoretry: false, readTimeout: 30000 });
  const call = `${operation[0].toLowerCase()}${operation.slice(1)}WithOptions`;
  if (operation === 'GetCallerIdentity') return (await client[call](options)).body;
  const fields = Object.entries(parameters).map(([name, value]) => [
    name[0].toLowerCase() + name.slice(1),
    value,
  ]);
  const request = new Sts[`${operation}Request`](Object.fromEntries(fields));
  // What the page calls mandatory is the service's to refuse.
  request.validate = () => {};
  return (await client[call](request, options)).body;
}

/** Which client speaks for a scheme and an operation. */
function clientOf(scheme, operation) {
  if (scheme === 'ACS3') return STS.includes(operation) ? acs3 : undefined;
  return { 'V1-GET': v1('GET'), 'V1-POST': v1('POST') }[scheme];
}

module.exports = { STS, v1, acs3, clientOf };
