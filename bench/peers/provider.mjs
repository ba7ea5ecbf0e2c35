// The peer: oidc-provider with CIBA in poll mode, and the least that a person's phone needs beside it.
// node provider.mjs PORT STORE PLACE PEOPLE; the store is one of stores.mjs, PEOPLE a file that measure.py writes.

import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { Provider } from 'oidc-provider';

import { adapterFor } from './stores.mjs';

const [port, kind, place, file] = process.argv.slice(2);
const { client, secret, people } = JSON.parse(readFileSync(file, 'utf8'));
const CIBA = 'urn:openid:params:grant-type:ciba';
const ROUTE = /^\/phone\/requests\/([\w-]+)(\/approve)?$/u;

const byEmail = new Map(people.map((person) => [person.email, person]));
const bySession = new Map(people.map((person) => [
  `Bearer ${person.session}`,
  { ...person, key: createPublicKey({ key: person.jwk, format: 'jwk' }) },
]));
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter: await adapterFor(kind, place),
  clients: [{
    client_id: client,
    client_secret: secret,
    grant_types: [CIBA],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_post',
    backchannel_token_delivery_mode: 'poll',
    id_token_signed_response_alg: 'ES256',
  }],
  jwks: { keys: [{ ...signing, alg: 'ES256', use: 'sig', kid: 'peer' }] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  findAccount: (_ctx, id) => byEmail.has(id) && { accountId: id, claims: () => ({ sub: id, email: id }) },
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  ttl: { BackchannelAuthenticationRequest: 120, AccessToken: 3600, IdToken: 3600, Grant: 86400 },
  features: {
    devInteractions: { enabled: false },
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: (_ctx, hint) => hint,
      verifyUserCode: () => {},
      validateBindingMessage: () => {},
      validateRequestContext: () => {},
      triggerAuthenticationDevice: () => {},
    },
  },
});

// What a person has granted this client once, as a provider in use would have kept it: no write of a cycle.
const grants = new Map();
for (const { email } of people) {
  const grant = new provider.Grant({ accountId: email, clientId: client });
  grant.addOIDCScope('openid email');
  await grant.save();
  grants.set(email, grant);
}

const statementOf = (id, { accountId, clientId, params, exp }) => [
  'Peer approval v1', id, clientId, accountId, params.binding_message, exp,
].join('\n');

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}

async function phone(request, response, id, approving) {
  const person = bySession.get(request.headers.authorization);
  if (!person) return answer(response, 401, { error: 'unknown session' });
  const given = approving && await bodyOf(request);
  const asked = await provider.BackchannelAuthenticationRequest.find(id);
  if (asked?.accountId !== person.email) return answer(response, 404, { error: 'unknown request' });
  const statement = statementOf(id, asked);
  if (!approving) return answer(response, 200, { statement });
  const signature = Buffer.from(given.signature, 'base64');
  if (!verify('sha256', Buffer.from(statement), { key: person.key, dsaEncoding: 'ieee-p1363' }, signature)) {
    return answer(response, 403, { error: 'wrong signature' });
  }
  if (asked.grantId) return answer(response, 409, { error: 'already approved' });
  await provider.backchannelResult(asked, grants.get(person.email));
  return answer(response, 200, { status: 'approved' });
}

const openid = provider.callback();
createServer((request, response) => {
  const route = ROUTE.exec(request.url);
  if (!route) return openid(request, response);
  return phone(request, response, route[1], route[2] !== undefined)
    .catch((error) => answer(response, 500, { error: error.message }));
}).listen(Number(port), '127.0.0.1');
