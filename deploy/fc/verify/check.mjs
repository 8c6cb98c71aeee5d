// Checks s.yaml and deploy/ram without an account and without a network, and that the check of the
// template finds mistakes.
//
//   npm ci && npm test            or            node check.mjs --s PATH/OF/s
//
// `s verify` asks each component for the schema of its properties, and fetches the component for
// that. So it is given copies of the template in which the components are stubs (fc3/, fc3-domain/)
// that answer with our own schema (../schema.json), which is stricter than theirs. One line a case;
// exit code 0 when all of them ended as they should.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const template = readFileSync(join(root, 's.yaml'), 'utf8');
const cases = JSON.parse(readFileSync(join(here, 'cases.json'), 'utf8'));

// What a person who deploys has in the environment. No value is real.
const sample = {
  ALIBABA_CLOUD_ACCOUNT_ID: '1234567890123456',
  UPLOAD_DOMAIN: 'upload.example.com',
  UPLOAD_CERTIFICATE_ID: '1234567',
  LOG_PROJECT: 'vod-upload-example',
  STS_BUCKET: 'b'.repeat(63),
  AUTH: 'jwt,api-key',
  API_KEY_HASHES: Array(4).fill('ab'.repeat(32)).join(','),
  GRANT_KEYS: Array(2).fill('ab'.repeat(32)).join(','),
  JWT_ALGORITHM: 'RS256',
  JWT_PUBLIC_KEYS: 'x'.repeat(1000),
  JWT_ISSUER: 'https://login.example.com/',
  JWT_AUDIENCE: 'vod-upload',
  VOD_CALLBACK_KEYS: 'ExampleCallbackKey1,ExampleCallbackKey2',
  TEMPLATE_GROUP_ID: 'ab'.repeat(16),
};
const limits = { environment: 4096, policy: 4096 };
const policies = join(root, 'deploy/ram');

const work = mkdtempSync(join(tmpdir(), 'verify-function-compute-'));
let failures = 0;

try {
  const s = command();
  checkTemplate(s);
  checkCases(s);
  checkResolved(s);
  checkPolicies();
} finally {
  rmSync(work, { recursive: true });
}
process.exit(failures === 0 ? 0 : 1);

function checkTemplate(s) {
  const { errors, passed } = verify(s, 's.yaml', template);
  report('s.yaml', passed ? null : errors.join('; '));
}

// All cases in one file, each as a resource of its own: `s` names the resource in front of each path.
function checkCases(s) {
  const [head, resources] = split(template);
  const made = cases.map((entry, index) => edit(entry, resources, `case-${index}`));
  const { errors } = verify(s, 'cases.yaml', `${head}${made.join('\n')}`);
  cases.forEach(({ name, says }, index) => {
    const found = errors.filter((line) => line.startsWith(`case-${index}/`));
    const wanted = [`case-${index}/props/${says}`, `case-${index}/props ${says}`];
    if (says === null) {
      report(`good: ${name}`, found.length === 0 ? null : found.join('; '));
    } else if (found.some((line) => wanted.some((start) => line.startsWith(start)))) {
      report(`bad: ${name}: ${says}`, null);
    } else {
      report(`bad: ${name}`, `wanted "${says}", found ${JSON.stringify(found)}`);
    }
  });
}

// What no schema can say of the template.
function checkResolved(s) {
  const run = spawn(s, ['preview', '-t', write('resolved.yaml', template), '-o', 'json']);
  const text = run.stdout.slice(run.stdout.indexOf('{'));
  const functions = Object.entries(JSON.parse(text).resources).filter(([name]) => name !== 'domain');
  for (const [name, { props }] of functions) {
    const environment = Object.entries(props.environmentVariables);
    const bytes = environment.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
    report(`${name}: ${bytes} bytes of environment`, bytes <= limits.environment ? null : 'over 4 KB');
    const role = props.role.split('/').pop();
    const named = props.functionName === name && role === `fc-${name}`;
    report(`${name}: its own name and role`, named ? null : `${props.functionName}, ${role}`);
    const policy = join(policies, `${name}.policy.json`);
    report(`${name}: a policy for its role`, existsSync(policy) ? null : `there is no ${policy}`);
  }
  const token = Object.fromEntries(functions)['sts-token'].props.environmentVariables;
  const closed = token.STS_VOD === 'off' && token.STS_VOD_REFRESH === 'off';
  report('STS tokens call nothing of VOD unless told', closed ? null : `STS_VOD is ${token.STS_VOD}`);
  const [{ Resource }] = JSON.parse(compact('sts-role.policy.json')).Statement;
  const folder = `acs:oss:*:*:UPLOAD_BUCKET/${token.STS_PREFIX}*`;
  report('deploy/ram/sts-role.policy.json is about STS_PREFIX', Resource === folder ? null : Resource);
}

// The grammar of RAM policies, and that one user on AWS may do what all functions may do.
function checkPolicies() {
  const files = readdirSync(policies).filter((name) => name.endsWith('.json'));
  for (const file of files) {
    const problem = grammar(JSON.parse(compact(file)), file.includes('trust'));
    report(`deploy/ram/${file}`, problem ?? (compact(file).length > limits.policy ? 'it is too long' : null));
  }
  const functions = Object.keys(split(template)[1]).filter((name) => name !== 'domain');
  const needed = functions.flatMap((name) => actions(`${name}.policy.json`));
  const surplus = actions('aws-functions.policy.json').filter((action) => !needed.includes(action));
  const missing = needed.filter((action) => !actions('aws-functions.policy.json').includes(action));
  const sum = surplus.length + missing.length === 0;
  report('aws-functions.policy.json is the sum of the functions', sum ? null : `surplus ${surplus}, missing ${missing}`);
}

function grammar({ Version, Statement, ...rest }, trust) {
  if (Version !== '1' || !Array.isArray(Statement) || Statement.length === 0 || Object.keys(rest).length > 0) {
    return 'it should have Version "1", a Statement, and nothing else';
  }
  for (const { Effect, Action, Resource, Principal, ...others } of Statement) {
    const named = [Action].flat().every((action) => /^(fc|log|mns|oss|sts|vod):[A-Z][A-Za-z]+$/.test(action));
    const place = trust ? Principal && !Resource : Resource && !Principal;
    if (Effect !== 'Allow' || !named || !place || Object.keys(others).length > 0) {
      return 'a statement should allow actions without wildcards, and have a Resource or, for trust, a Principal';
    }
  }
  return null;
}

function actions(file) {
  return JSON.parse(compact(file)).Statement.flatMap(({ Action }) => Action);
}

function compact(file) {
  return JSON.stringify(JSON.parse(readFileSync(join(policies, file), 'utf8')));
}

// Everything up to the resources, and the text of each resource.
function split(text) {
  const [before, after] = text.split(/^resources:\n/m);
  const resources = {};
  for (const block of after.split(/^(?=  [a-z-]+:\n)/m).filter((part) => part.trim())) {
    const [, name] = /^ {2}([a-z-]+):/m.exec(block);
    resources[name] = block.slice(block.indexOf('\n') + 1);
  }
  return [`${before}resources:\n`, resources];
}

// The resource with `from` (as far as `until`, if that is given) replaced by `to`, under a new name.
function edit({ name, resource, from, until, to }, resources, key) {
  const body = resources[resource];
  const start = body?.indexOf(from) ?? -1;
  const end = until ? body.indexOf(until, start) + until.length : start + from.length;
  if (start < 0 || end < start) {
    throw new Error(`case "${name}": ${resource} has no text ${JSON.stringify(from)}`);
  }
  return `  ${key}:\n${body.slice(0, start)}${to}${body.slice(end)}`;
}

function verify(s, name, text) {
  const run = spawn(s, ['verify', '-t', write(name, text)]);
  const errors = run.stdout.split('\n').filter((line) => /^[a-z0-9-]+\/props\b/.test(line));
  // Never silent about an end that is neither of the two: a template that cannot be read at all.
  if (run.status !== 0 && errors.length === 0) {
    throw new Error(`s verify ${name} ended with ${run.status}:\n${run.stdout}${run.stderr}`);
  }
  return { errors, passed: run.status === 0 };
}

function write(name, text) {
  const path = join(work, name);
  const stubbed = text.replace(/component: (fc3|fc3-domain)$/gm, (_, stub) => `component: ${join(here, stub)}`);
  writeFileSync(path, stubbed);
  return path;
}

function spawn(s, args) {
  // `s` writes logs into the home folder, and may not find an account there.
  const env = { PATH: process.env.PATH, HOME: work, ...sample };
  const run = spawnSync(s, args, { cwd: work, env, encoding: 'utf8' });
  if (run.error) throw run.error;
  return run;
}

function command() {
  const option = process.argv.indexOf('--s');
  if (option > 0) return process.argv[option + 1];
  const own = join(here, 'node_modules/.bin/s');
  return existsSync(own) ? own : 's';
}

function report(what, problem) {
  if (problem !== null) failures += 1;
  console.log(problem === null ? `ok    ${what}` : `FAIL  ${what}: ${problem}`);
}
