// Bytes as text, and digests. Everything that is signed or hashed passes through here.

export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export const base64url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Standard or URL-safe base64, padded or not. */
export function bytesOf(text: string): Bytes {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (character) => character.charCodeAt(0));
}

export function joined(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

/** The first twelve hexadecimal digits of a text's SHA-256: short enough for a person to compare. */
export async function seal(bytes: Bytes): Promise<string> {
  const digits = Array.from((await sha256(bytes)).slice(0, 6), (byte) => byte.toString(16).padStart(2, '0'));
  return digits.join('').toUpperCase().replace(/(.{4})(?=.)/g, '$1 ');
}
