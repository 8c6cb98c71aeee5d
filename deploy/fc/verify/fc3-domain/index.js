module.exports = require('../stub.cjs')('domain');
