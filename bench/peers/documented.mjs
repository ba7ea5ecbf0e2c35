// The peer as its documentation says to run it: its own Koa application serves every call, with the phone's two as
// middleware of it; what it keeps, it keeps by an adapter of the shape that its project shows, a call a command.
// node documented.mjs PORT STORE PLACE FILE; the store is one of adapters.mjs, FILE is written by peer.py.

import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Provider } from 'oidc-provider';

import { openAdapter } from './adapters.mjs';
import { ROUTE, SCOPE, accountOf, bodyOf, configurationOf, isSigned, statementOf } from './openid.mjs';

const REMEMBERED_MS = 1000;
const [port, kind, place, file] = process.argv.slice(2);
const { clients, people } = JSON.parse(readFileSync(file, 'utf8'));
const { adapter, ours } = await openAdapter(kind, place);
const accounts = ours('Account');
const devices = ours('Device');

// The product that the peer is measured beside looks a session up once a second and no oftener; so do we.
function remembered(look) {
  const known = new Map();
  return async (name) => {
    const before = known.get(name);
    if (before !== undefined && before.until > Date.now()) return before.found;
    const found = await look(name);
    known.set(name, { found, until: Date.now() + REMEMBERED_MS });
    return found;
  };
}

const accountBy = remembered(async (email) => (await accounts.find(email)) && accountOf(email));
const deviceBy = remembered(async (session) => {
  const device = await devices.find(session);
  return device && { email: device.email, key: createPublicKey({ key: device.jwk, format: 'jwk' }) };
});

// Enrolment, once: whoever is not in the file is still known by what the store has kept.
for (const { email, session, jwk } of people) {
  await accounts.upsert(email, { email });
  await devices.upsert(session, { email, jwk });
}

const provider = new Provider(`http://127.0.0.1:${port}`, configurationOf({
  adapter,
  clients,
  findAccount: (_ctx, email) => accountBy(email),
}));

async function approve(asked, clientId, email) {
  const grant = new provider.Grant({ accountId: email, clientId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  await provider.backchannelResult(asked, grant);
}

provider.use(async (ctx, next) => {
  const [, id, approving] = ROUTE.exec(ctx.path) ?? [];
  if (id === undefined) return next();
  const device = await deviceBy(ctx.get('authorization').slice('Bearer '.length));
  ctx.assert(device, 401, 'unknown session');
  const given = approving && await bodyOf(ctx.req);
  const asked = await provider.BackchannelAuthenticationRequest.find(id);
  ctx.assert(asked?.accountId === device.email, 404, 'unknown request');
  const statement = statementOf(id, asked);
  if (!approving) {
    ctx.body = { statement };
    return undefined;
  }
  ctx.assert(isSigned(statement, given.signature, device.key), 403, 'wrong signature');
  ctx.assert(!asked.grantId, 409, 'already approved');
  await approve(asked, asked.clientId, device.email);
  ctx.body = { status: 'approved' };
  return undefined;
});

provider.listen(Number(port), '127.0.0.1');
