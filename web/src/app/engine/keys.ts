// The device's keys (docs/device-key.md). The signing key is kept wrapped only, and open for one act at a time;
// WebCrypto's "not extractable" alone is no protection: such a key lies in the browser's files in the clear.

import { base64, joined, random, sha256, utf8, type Bytes } from './bytes';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ECDSA = { name: 'ECDSA', hash: 'SHA-256' } as const;
const PIN_INFO = 'auth-eid/wrap/pin/v1';
const PASSKEY_INFO = 'auth-eid/wrap/passkey/v1';
const ARGON2 = { iterations: 3, memorySize: 64 * 1024, parallelism: 1, hashLength: 64 } as const;

export interface Wrapped {
  iv: Bytes;
  sealed: Bytes;
}

export interface Pin {
  /** Shows the server that the PIN was typed. */
  proof: Bytes;
  /** Half of the key that wraps the signing key; the server's share is the other half. */
  half: Bytes;
}

export interface NewKey {
  pair: CryptoKeyPair;
  publicKey: Bytes;
  deviceId: string;
}

/** A signing key that may be wrapped: extractable, so it lives only as long as an activation. */
export async function makeSigningKey(): Promise<NewKey> {
  const pair = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const publicKey = await compressed(pair.publicKey);
  return { pair, publicKey, deviceId: base64(publicKey) };
}

/** The key that opens sessions and says no; it can never approve. */
export const makeSessionKey = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(P256, false, ['sign', 'verify']);

/** A public key as its compressed point, 33 bytes (SEC 1 §2.3.3). */
export async function compressed(key: CryptoKey): Promise<Bytes> {
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', key));
  const parity = 2 + (point[64] & 1);
  return joined(Uint8Array.of(parity), point.slice(1, 33));
}

/** r ‖ s, 64 bytes, over SHA-256 of the bytes. */
export const sign = async (key: CryptoKey, bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign(ECDSA, key, bytes));

/** Stretches a PIN: half a second of work and 64 MiB for each guess, with a salt that never leaves the device. */
export async function stretch(pin: string, salt: Bytes): Promise<Pin> {
  const { argon2id } = await import('hash-wasm');
  const out = (await argon2id({ ...ARGON2, password: pin, salt, outputType: 'binary' })) as Bytes;
  return { proof: out.slice(0, 32), half: out.slice(32) };
}

export const pinKek = (half: Bytes, share: Bytes): Promise<CryptoKey> => kek(joined(half, share), PIN_INFO);
export const passkeyKek = (secret: Bytes): Promise<CryptoKey> => kek(secret, PASSKEY_INFO);

// Uses its secret up: the bytes are zero afterwards.

async function kek(secret: Bytes, info: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  secret.fill(0);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: utf8(info) };
  const cipher = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(derivation, material, cipher, false, ['wrapKey', 'unwrapKey']);
}

export async function wrap(key: CryptoKey, wrapping: CryptoKey): Promise<Wrapped> {
  const iv = random(12);
  const sealed = await crypto.subtle.wrapKey('pkcs8', key, wrapping, { name: 'AES-GCM', iv });
  return { iv, sealed: new Uint8Array(sealed) };
}

/** Opens a wrapped key; `extractable` only to wrap it anew. Rejects when the wrapping key is another. */
export const unwrap = (wrapped: Wrapped, wrapping: CryptoKey, extractable = false): Promise<CryptoKey> =>
  crypto.subtle.unwrapKey(
    'pkcs8',
    wrapped.sealed,
    wrapping,
    { name: 'AES-GCM', iv: wrapped.iv },
    P256,
    extractable,
    ['sign'],
  );

/** Six digits that the new device and the one that admits it both show. */
export async function compareDigits(deviceId: string): Promise<string> {
  const head = (await sha256(utf8(deviceId))).slice(0, 8);
  const number = new DataView(head.buffer).getBigUint64(0);
  return String(number % 1_000_000n).padStart(6, '0');
}

const SIMPLE = new Set(['123456', '654321', '112233', '123123', '121212', '159753', '147258', '102030', '123321']);

/** Whether a PIN is among the first that a thief would try. */
export function isSimplePin(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  const pairs = pin.match(/../g) ?? [];
  return SIMPLE.has(pin) || steps.size === 1 || new Set(pairs).size === 1 || new Set(pin).size < 3;
}
