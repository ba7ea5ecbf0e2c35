// Passkeys of people at work (WebAuthn Level 3). The server gives the challenge; nothing of it is kept here.

import { base64url, bytesOf, sha256, utf8, type Bytes } from '../app/engine/bytes';
import { ApiError, proof } from './api';

const PATIENCE_MILLIS = 60_000;
const ES256 = -7;

interface Asked {
  challenge: string;
  webauthnChallenge: string;
  rpId: string;
}

/** The person, or the device, declined; for the page they are one thing. */
export class DeclinedError extends Error {}

export const isOffered = (): boolean => 'PublicKeyCredential' in window;

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let got: Credential | null = null;
  try {
    got = await ask();
  } catch {
    got = null;
  }
  if (got === null) throw new DeclinedError();
  return got as PublicKeyCredential;
}

const ask = (purpose: string): Promise<Asked> => proof<Asked>('/passkeys/ask', { purpose });

/** What registering sends, beside what else the call says. */
export async function make(name: string, label: string): Promise<object> {
  const { challenge, webauthnChallenge, rpId } = await ask('make');
  const user = (await sha256(utf8(`${label}\n${crypto.randomUUID()}`))).slice(0, 32);
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(webauthnChallenge),
        rp: { name: 'Auth eID', id: rpId },
        user: { id: user, name: label, displayName: label },
        pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        timeout: PATIENCE_MILLIS,
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    challenge,
    credentialId: base64url(new Uint8Array(made.rawId)),
    clientDataJson: new Uint8Array(response.clientDataJSON),
    attestationObject: new Uint8Array(response.attestationObject),
    passkeyName: name,
  };
}

/** What signing in and proving send. */
export async function use(purpose: 'sign in' | 'prove', only: string[] = []): Promise<object> {
  const { challenge, webauthnChallenge, rpId } = await ask(purpose);
  const got = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: bytesOf(webauthnChallenge),
        rpId,
        allowCredentials: only.map((id) => ({ type: 'public-key' as const, id: bytesOf(id) })),
        userVerification: 'required',
        timeout: PATIENCE_MILLIS,
      },
    }),
  );
  const response = got.response as AuthenticatorAssertionResponse;
  const part = (buffer: ArrayBuffer): Bytes => new Uint8Array(buffer);
  return {
    challenge,
    credentialId: base64url(part(got.rawId)),
    authenticatorData: part(response.authenticatorData),
    clientDataJson: part(response.clientDataJSON),
    signature: part(response.signature),
  };
}

/** A sentence for what went wrong. */
export function sentence(error: unknown, declined: string): string {
  if (error instanceof DeclinedError) return declined;
  if (error instanceof ApiError) {
    const text = error.message;
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
  }
  return String(error);
}
