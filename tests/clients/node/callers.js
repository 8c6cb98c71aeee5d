// Who calls, and with what: faults that clients of VOD, STS and OSS share.

'use strict';

const cloud = require('./cloud');

/** Keys of all sorts. `post` calls STS. */
async function sessions(post) {
  const role = { RoleArn: cloud.role, RoleSessionName: 'clients' };
  const assume = async (more) =>
    cloud.sessionKey(await post(cloud.keys.everything, 'AssumeRole', { ...role, ...more }));
  return {
    session: await assume({}),
    otherSession: await assume({}),
    powerless: await assume({ RoleArn: cloud.roleOf('without-policies') }),
    assume,
  };
}

const { account, keys } = cloud;

/** Each gets `call(key, …)` and the keys of `sessions`. */
const CALLERS = {
  'wrong secret': (call) => call({ ...account, secret: 'not this one' }),
  'unknown key': (call) => call({ ...account, id: 'LTAInobody' }),
  'disabled key': (call) => call(keys.disabled),
  'date 16 minutes ago': (call) => cloud.clientClock(-16, () => call(account)),
  'date 16 minutes ahead': (call) => cloud.clientClock(16, () => call(account)),
  'missing token': (call, { session }) => call({ ...session, token: undefined }),
  'foreign token': (call, { session, otherSession }) =>
    call({ ...session, token: otherSession.token }),
  'unknown token': (call, { session }) => call({ ...session, token: 'CAISnothing' }),
  'token with a key that has none': (call, { session }) =>
    call({ ...account, token: session.token }),
  'expired token': (call, { session }) => cloud.later(3601, () => call(session)),
  'denied by session policy': (call, { denied }) => call(denied),
  'not in the session policy': (call, { narrow }) => call(narrow),
  'session of a role without policies': (call, { powerless }) => call(powerless),
  "the account's own key": (call) => call(keys.account),
  'user that may do everything': (call) => call(keys.everything),
  'user without a policy': (call) => call(keys['without-policies']),
  'user with a Deny': (call) => call(keys.denied),
  'user of another network': (call) => call(keys.elsewhere),
  'user that may only read': (call) => call(keys.reader),
  'user that may only read, who reads': (call) => call(keys.reader),
};

module.exports = { CALLERS, sessions };
