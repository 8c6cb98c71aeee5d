// Stands in for a component of Serverless Devs, which it would fetch from its registry: it has the
// one method that `s verify` asks, and answers with a part of our own schema.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = (part) =>
  class {
    getSchema() {
      const { $schema, definitions } = JSON.parse(readFileSync(join(__dirname, '../schema.json')));
      return JSON.stringify({ $schema, definitions, $ref: `#/definitions/${part}` });
    }
  };
