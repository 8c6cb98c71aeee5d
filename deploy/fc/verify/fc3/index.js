module.exports = require('../stub.cjs')('function');
