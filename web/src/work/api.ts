// Calls to the portal's and the console's doors (docs/portal.md). The session is a cookie that no script can read.

import { base64, type Bytes } from '../app/engine/bytes';

const PATIENCE_MILLIS = 15_000;
let base = '/portal/v1';
let reprove: (() => Promise<boolean>) | null = null;
let onOver: (() => void) | null = null;

/** The server's refusal, or `OFFLINE` when it could not be asked. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterSeconds = 0,
  ) {
    super(message);
  }

  get needsProof(): boolean {
    return this.code === 'FAILED_PRECONDITION' && this.message.startsWith('proof:');
  }
}

/** Which door is called, how a person proves that it is them, and what happens when a session is over. */
export function connect(door: string, prove: () => Promise<boolean>, over: () => void): void {
  base = door;
  reprove = prove;
  onOver = over;
}

export const address = (path: string): string => base + path;

async function once(method: string, path: string, body?: unknown): Promise<Response> {
  const isFile = body instanceof Blob;
  let answer: Response;
  try {
    answer = await fetch(base + path, {
      method,
      headers: method === 'GET' ? {} : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' },
      body: method === 'GET' ? undefined : isFile ? body : JSON.stringify(body ?? {}, asText),
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
      cache: 'no-store',
      credentials: 'same-origin',
    });
  } catch {
    throw new ApiError('OFFLINE', 'the server could not be reached');
  }
  if (answer.ok) return answer;
  const said = (await answer.json().catch(() => null)) as { error?: string; message?: string } | null;
  throw new ApiError(
    said?.error ?? (answer.status >= 500 ? 'OFFLINE' : 'INTERNAL'),
    said?.message ?? `the server answered ${answer.status}`,
    Number(answer.headers.get('retry-after') ?? 0),
  );
}

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  try {
    return await once(method, path, body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'UNAUTHENTICATED') onOver?.();
    if (!error.needsProof || !reprove || !(await reprove())) throw error;
    return once(method, path, body);
  }
}

// Bytes travel as standard base64.
function asText(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? base64(value) : value;
}

export const get = async <T>(path: string): Promise<T> => (await call('GET', path)).json() as Promise<T>;
export const post = async <T = object>(path: string, body?: unknown): Promise<T> =>
  (await call('POST', path, body)).json() as Promise<T>;
/** A picture that is asked for by a call that is written down. */
export const picture = async (path: string): Promise<Blob> => (await call('POST', path)).blob();
/** A call that must not ask for a proof by itself, since it is one. */
export const proof = async <T>(path: string, body: unknown): Promise<T> =>
  (await once('POST', path, body)).json() as Promise<T>;

export type { Bytes };
