// What every script shares: the table of coverage, and one line of output a case, as in
// ../python/cases.py.

'use strict';

const fs = require('fs');
const path = require('path');
const { parse } = require('smol-toml');

const only = process.env.ONLY || '';

/** The rows of one kind of service, with groups of operations spelt out. */
function rows(kind) {
  const table = parse(fs.readFileSync(path.join(__dirname, '..', 'coverage.toml'), 'utf8'));
  return table[kind].map((row) => {
    const names = row.operations.flatMap((name) => table.operations[name] || [name]);
    return { ...row, operations: names.filter((name) => !(row.without || []).includes(name)) };
  });
}

function say(name, result, detail) {
  const text = String(detail).replace(/\t/g, ' ').replace(/\n/g, ' | ').slice(0, 1500);
  process.stdout.write(`${name}\t${result}\t${text}\n`);
}

const THROTTLED = '400 Throttling.User';

/** Quotas count calls a second (Throttling.User); who is told so tries again in the next one. */
async function withinQuota(attempt, times = 5) {
  for (let tried = 0; tried < times; tried += 1) {
    try {
      return await attempt();
    } catch (caught) {
      if (describe(caught) !== THROTTLED) throw caught;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return attempt();
}

/** The attempt must end in this refusal. */
async function refused(name, error, attempt) {
  if (!name.includes(only)) return;
  try {
    await (error === THROTTLED ? attempt() : withinQuota(attempt));
    say(name, 'FAIL', `200, instead of ${error}`);
  } catch (caught) {
    const seen = describe(caught);
    say(name, seen === error ? 'ok' : 'FAIL', seen);
  }
}

/** The attempt must come to its end. */
async function works(name, attempt) {
  if (!name.includes(only)) return;
  try {
    await withinQuota(attempt);
    say(name, 'ok', '200');
  } catch (caught) {
    say(name, 'FAIL', `${describe(caught)} ${caught.stack}`);
  }
}

/** Status and code of a refusal, as the client's own error tells them. */
function describe(error) {
  // pop-core keeps the answer beside.
  const status =
    (error.entry && error.entry.response.statusCode) || error.statusCode || error.status;
  if (status && error.code) return `${status} ${error.code}`;
  return `${error.name}: ${error.message}`;
}

module.exports = { THROTTLED, rows, say, refused, works, describe };
