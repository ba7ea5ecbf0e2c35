// Calls to the server's device door (docs/device-door.md), with the session and the server's clock.

import { base64, utf8, type Bytes } from './bytes';
import { sign } from './keys';
import type { About, EnrolmentOutcome, HistoryEntry, HistoryPage, IdentityShown, Me, Privacy, RequestShown } from './types';

const PATIENCE_MILLIS = 12_000;
// A photo goes up over a phone's line, and is read there.
const FILE_PATIENCE_MILLIS = 90_000;

/** The server's refusal, or `OFFLINE` when it could not be asked. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterSeconds = 0,
  ) {
    super(message);
  }
}

export interface Identity {
  deviceId: string;
  session: CryptoKey;
}

let identity: Identity | null = null;
let token: string | null = null;
let opening: Promise<string> | null = null;
let clockOffset = 0;

/** The server's time, in milliseconds since 1970. */
export const serverNow = (): number => Date.now() + clockOffset;

export function setClock(serverTime: number): void {
  clockOffset = serverTime - Date.now();
}

export function become(who: Identity | null): void {
  identity = who;
  token = null;
}

async function call<T>(method: string, path: string, body?: unknown, bearer?: string): Promise<T> {
  const isFile = body instanceof Blob;
  const headers: Record<string, string> = { 'content-type': isFile ? 'application/octet-stream' : 'application/json' };
  if (bearer) headers.authorization = `Bearer ${bearer}`;
  let answer: Response;
  try {
    answer = await fetch(`/app/v1${path}`, {
      method,
      headers,
      body: isFile ? body : body === undefined ? undefined : JSON.stringify(body, asText),
      signal: AbortSignal.timeout(isFile ? FILE_PATIENCE_MILLIS : PATIENCE_MILLIS),
      cache: 'no-store',
    });
  } catch {
    throw new ApiError('OFFLINE', 'the server could not be reached');
  }
  const said = (await answer.json().catch(() => null)) as (T & { error?: string; message?: string }) | null;
  if (answer.ok && said !== null) return said;
  throw new ApiError(
    said?.error ?? (answer.status >= 500 ? 'OFFLINE' : 'INTERNAL'),
    said?.message ?? `the server answered ${answer.status}`,
    Number(answer.headers.get('retry-after') ?? 0),
  );
}

// Bytes travel as standard base64.
function asText(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? base64(value) : value;
}

export async function challenge(): Promise<string> {
  return (await call<{ challenge: string }>('POST', '/challenges', {})).challenge;
}

async function openSession(): Promise<string> {
  if (!identity) throw new ApiError('UNAUTHENTICATED', 'this device is not activated');
  const fresh = await challenge();
  const facts = { deviceId: identity.deviceId, challenge: fresh };
  const signature = await sign(identity.session, utf8(`Auth eID session v1\n${JSON.stringify(facts)}`));
  return (await call<{ token: string }>('POST', '/sessions', { ...facts, signature })).token;
}

/** A session's token; many callers at once share one opening. */
export async function session(): Promise<string> {
  if (token) return token;
  opening ??= openSession().finally(() => {
    opening = null;
  });
  token = await opening;
  return token;
}

export function dropSession(): void {
  token = null;
}

async function within<T>(method: string, path: string, body?: unknown): Promise<T> {
  try {
    return await call<T>(method, path, body, await session());
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
    // It may have run out; a device that was revoked is refused again, and for good.
    dropSession();
    return call<T>(method, path, body, await session());
  }
}

export const about = (): Promise<About> => call('GET', '/about');
export const beginEnrolment = (email: string, language: string): Promise<{ enrolmentId: string }> =>
  call('POST', '/enrolments', { email, language });
export const checkCode = (
  id: string,
  code: string,
): Promise<{ account: 'new' | 'existing'; hasRecoveryCode: boolean }> =>
  call('POST', `/enrolments/${id}/code`, { code });
export const completeEnrolment = (id: string, body: object): Promise<EnrolmentOutcome> =>
  call('POST', `/enrolments/${id}`, body);
export const enrolmentOutcome = (id: string): Promise<EnrolmentOutcome> => call('GET', `/enrolments/${id}`);

export const me = (): Promise<Me> => within('GET', '/me');
export const provePin = (proof: Bytes, requestId: string): Promise<{ share: string | null; triesLeft: number }> =>
  within('POST', '/pin', { proof, requestId });
export const request = (id: string): Promise<RequestShown> => within('GET', `/requests/${id}`);
export const requests = (): Promise<{ requests: RequestShown[]; accountVersion: number }> =>
  within('GET', '/requests');
export const approve = (id: string, body: object): Promise<{ status: string }> =>
  within('POST', `/requests/${id}/approve`, body);
export const reject = (id: string, answer: string, signature: Bytes): Promise<{ status: string }> =>
  within('POST', `/requests/${id}/reject`, { answer, signature });
export const pickUp = (start: string): Promise<RequestShown> => within('POST', '/pickups', { start });
export const present = (id: string, email: string): Promise<RequestShown> =>
  within('POST', `/requests/${id}/present`, { email });
export const liftMute = (rpId: string): Promise<Me> => within('POST', '/mutes/lift', { rpId });
export const history = (before: string, q: string): Promise<HistoryPage> =>
  within('GET', `/history?before=${encodeURIComponent(before)}&q=${encodeURIComponent(q)}`);
export const historyEntry = (id: string): Promise<HistoryEntry> => within('GET', `/history/${id}`);
export const privacy = (): Promise<Privacy> => within('GET', '/privacy');
export const exported = (): Promise<object> => within('GET', '/export');
export const confirmEmail = (enrolmentId: string, code: string): Promise<Me> =>
  within('POST', '/emails/confirm', { enrolmentId, code });
export const renameDevice = (deviceId: string, name: string): Promise<Me> =>
  within('POST', '/devices/rename', { deviceId, name });
export const refuseJoin = (joinId: string): Promise<Me> => within('POST', '/joins/refuse', { joinId });
export const addPush = (subscription: object): Promise<object> => within('POST', '/push', subscription);
export const removePush = (endpoint: string): Promise<object> => within('POST', '/push/remove', { endpoint });

export const identityShown = (): Promise<IdentityShown> => within('GET', '/identity');
/** Hands in a piece of evidence: a form, or a file as it is. */
export const handIn = (piece: string, given: object): Promise<IdentityShown> => within('POST', `/identity/${piece}`, given);

/** A change of the account, signed by the signing key over a fresh challenge, or one that was used already. */
export async function act<T>(
  key: CryptoKey,
  path: string,
  name: string,
  detail: string,
  body: object,
  fresh?: string,
): Promise<T> {
  if (!identity) throw new ApiError('UNAUTHENTICATED', 'this device is not activated');
  const used = fresh ?? (await challenge());
  const facts = { act: name, deviceId: identity.deviceId, challenge: used, detail };
  const signature = await sign(key, utf8(`Auth eID act v1\n${JSON.stringify(facts)}`));
  return within('POST', path, { ...body, challenge: used, signature });
}

