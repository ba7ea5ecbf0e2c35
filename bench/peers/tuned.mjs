// The peer, tuned by us beyond what can be had: its people, sessions and grants are known by heart, the phone's two
// calls go around its own framework, and its store may be one of those of stores.mjs that gather what many write.
// node tuned.mjs PORT STORE PLACE FILE; FILE is written by peer.py.

import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { Provider } from 'oidc-provider';

import { ROUTE, SCOPE, accountOf, bodyOf, configurationOf, isSigned, statementOf } from './openid.mjs';
import { adapterFor } from './stores.mjs';

const [port, kind, place, file] = process.argv.slice(2);
const { clients, people } = JSON.parse(readFileSync(file, 'utf8'));

const accounts = new Map(people.map(({ email }) => [email, accountOf(email)]));
const bySession = new Map(people.map((person) => [
  `Bearer ${person.session}`,
  { ...person, key: createPublicKey({ key: person.jwk, format: 'jwk' }) },
]));

const provider = new Provider(`http://127.0.0.1:${port}`, configurationOf({
  adapter: await adapterFor(kind, place),
  clients,
  findAccount: (_ctx, email) => accounts.get(email),
}));

// What a person has granted this client once, as a provider in use would have kept it: no write of a cycle.
const grants = new Map();
for (const { email } of people) {
  const grant = new provider.Grant({ accountId: email, clientId: clients[0].id });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  grants.set(email, grant);
}

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function phone(request, response, id, approving) {
  const person = bySession.get(request.headers.authorization);
  if (!person) return answer(response, 401, { error: 'unknown session' });
  const given = approving && await bodyOf(request);
  const asked = await provider.BackchannelAuthenticationRequest.find(id);
  if (asked?.accountId !== person.email) return answer(response, 404, { error: 'unknown request' });
  const statement = statementOf(id, asked);
  if (!approving) return answer(response, 200, { statement });
  if (!isSigned(statement, given.signature, person.key)) return answer(response, 403, { error: 'wrong signature' });
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
