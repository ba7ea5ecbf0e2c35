// What both of our ways to run oidc-provider tell it, and what the person is shown and signs.

import { generateKeyPairSync, verify } from 'node:crypto';

const CIBA = 'urn:openid:params:grant-type:ciba';

export const ROUTE = /^\/phone\/requests\/([\w-]+)(\/approve)?$/u;
export const SCOPE = 'openid email';

const clientOf = ({ id, secret, pinged }) => ({
  client_id: id,
  client_secret: secret,
  grant_types: [CIBA],
  response_types: [],
  redirect_uris: [],
  token_endpoint_auth_method: 'client_secret_post',
  id_token_signed_response_alg: 'ES256',
  backchannel_token_delivery_mode: pinged ? 'ping' : 'poll',
  ...(pinged && { backchannel_client_notification_endpoint: pinged }),
});

/** The provider's configuration: CIBA and nothing that costs more than it must. */
export function configurationOf({ adapter, clients, findAccount }) {
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return {
    adapter,
    findAccount,
    clients: clients.map(clientOf),
    jwks: { keys: [{ ...signing, alg: 'ES256', use: 'sig', kid: 'peer' }] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    claims: { openid: ['sub'], email: ['email'] },
    conformIdTokenClaims: false,
    ttl: { BackchannelAuthenticationRequest: 120, AccessToken: 3600, IdToken: 3600, Grant: 86400 },
    // A client's endpoint must be called by https; as everywhere in this measurement, TLS is left to a proxy.
    fetch: (url, { dispatcher, ...options }) => fetch(url.replace(/^https:/u, 'http:'), options),
    features: {
      devInteractions: { enabled: false },
      ciba: {
        enabled: true,
        deliveryModes: ['poll', 'ping'],
        processLoginHint: (_ctx, hint) => hint,
        verifyUserCode: () => {},
        validateBindingMessage: () => {},
        validateRequestContext: () => {},
        triggerAuthenticationDevice: () => {},
      },
    },
  };
}

/** The account that findAccount gives for a person. */
export const accountOf = (email) => ({ accountId: email, claims: () => ({ sub: email, email }) });

/** The bytes that a person signs to approve. */
export const statementOf = (id, { accountId, clientId, params, exp }) => [
  'Peer approval v1', id, clientId, accountId, params.binding_message, exp,
].join('\n');

/** Whether this is the person's signature of that. */
export const isSigned = (statement, signature, key) => verify(
  'sha256',
  Buffer.from(statement),
  { key, dsaEncoding: 'ieee-p1363' },
  Buffer.from(signature, 'base64'),
);

/** The body of a call, read as JSON. */
export async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}
