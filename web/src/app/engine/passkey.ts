// The phone's own lock, through WebAuthn's PRF extension (WebAuthn Level 3 §10.1.4): one gesture proves the person and
// gives the secret that opens the signing key.

import { base64url, bytesOf, joined, sha256, utf8, type Bytes } from './bytes';

const PATIENCE_MILLIS = 60_000;
const ES256 = -7;

const prfInput = (): Promise<Bytes> => sha256(utf8('auth-eid/wrap/v1'));

export interface NewPasskey {
  credentialId: string;
  clientDataJson: Bytes;
  attestationObject: Bytes;
  secret: Bytes;
}

export interface Opened {
  secret: Bytes;
  assertion: { credentialId: string; authenticatorData: Bytes; clientDataJson: Bytes; signature: Bytes };
}

/** Whether this phone has a lock that can be asked at all, at the origin that passkeys belong to. */
export async function isOffered(origin: string): Promise<boolean> {
  if (location.origin !== origin || !('PublicKeyCredential' in window)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** A passkey whose challenge is the act's; null when the person or the phone declines. */
export async function make(challenge: string, email: string, deviceId: string): Promise<NewPasskey | null> {
  const input = await prfInput();
  const options: PublicKeyCredentialCreationOptions = {
    challenge: bytesOf(challenge),
    rp: { name: 'Auth eID', id: location.hostname },
    user: { id: (await sha256(utf8(deviceId))).slice(0, 32), name: email, displayName: email },
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
    authenticatorSelection: {
      authenticatorAttachment: 'platform',
      residentKey: 'preferred',
      userVerification: 'required',
    },
    timeout: PATIENCE_MILLIS,
    extensions: { prf: { eval: { first: input } } },
  };
  const made = await asked(() => navigator.credentials.create({ publicKey: options }));
  if (made === null) return null;
  const response = made.response as AuthenticatorAttestationResponse;
  const prf = made.getClientExtensionResults().prf;
  if (prf?.enabled === false) return null;
  // Some phones give the secret only when they are asked a second time.
  const secret = secretOf(prf) ?? (await open(made.id, new Uint8Array(32)))?.secret ?? null;
  if (secret === null) return null;
  return {
    credentialId: made.id,
    clientDataJson: new Uint8Array(response.clientDataJSON),
    attestationObject: new Uint8Array(response.attestationObject),
    secret,
  };
}

/** The secret and an assertion over the challenge; null when the person or the phone declines. */
export async function open(credentialId: string, challenge: Bytes): Promise<Opened | null> {
  const options: PublicKeyCredentialRequestOptions = {
    challenge,
    rpId: location.hostname,
    allowCredentials: [{ type: 'public-key', id: bytesOf(credentialId) }],
    userVerification: 'required',
    timeout: PATIENCE_MILLIS,
    extensions: { prf: { eval: { first: await prfInput() } } },
  };
  const got = await asked(() => navigator.credentials.get({ publicKey: options }));
  const secret = got === null ? null : secretOf(got.getClientExtensionResults().prf);
  if (got === null || secret === null) return null;
  const response = got.response as AuthenticatorAssertionResponse;
  return {
    secret,
    assertion: {
      credentialId: base64url(new Uint8Array(got.rawId)),
      authenticatorData: new Uint8Array(response.authenticatorData),
      clientDataJson: new Uint8Array(response.clientDataJSON),
      signature: new Uint8Array(response.signature),
    },
  };
}

/** The challenge that binds an assertion to a statement. */
export const approvalChallenge = (statement: Bytes): Promise<Bytes> =>
  sha256(joined(utf8('auth-eid/approve/v1\0'), statement));

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null;
  } catch {
    // Declined, timed out, or no such lock: for the person these are one thing, and the PIN is there.
    return null;
  }
}

function secretOf(prf: AuthenticationExtensionsPRFOutputs | undefined): Bytes | null {
  const first = prf?.results?.first;
  return first === undefined ? null : new Uint8Array(first as ArrayBuffer);
}
