// The live channel: server-sent events read by fetch, since EventSource can't carry a session's header.

import { ApiError, dropSession, session } from './api';
import type { RequestShown } from './types';

const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 15_000;
/** The server says something every 15 seconds; after this much silence the channel is dead. */
const SILENCE_MILLIS = 40_000;

export interface Waiting {
  requests: RequestShown[];
  accountVersion: number;
}

export interface Told {
  waiting(list: Waiting): void;
  online(isOnline: boolean): void;
  revoked(): void;
}

/** Keeps a channel open until it is stopped, and opens it again by itself: at once when the phone wakes up. */
export function listen(told: Told): () => void {
  let stopped = false;
  let failures = 0;
  let wake: (() => void) | null = null;
  let current: AbortController | null = null;

  const hurry = () => {
    if (document.visibilityState === 'visible' && navigator.onLine) wake?.();
  };

  async function run() {
    while (!stopped) {
      current = new AbortController();
      try {
        await once(current, told, () => {
          failures = 0;
        });
      } catch (error) {
        if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') {
          dropSession();
          if (failures > 0) {
            told.revoked();
            return;
          }
        }
        told.online(false);
      }
      if (stopped) return;
      const most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** failures++);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, most / 2 + (Math.random() * most) / 2);
      });
      wake = null;
    }
  }

  addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  void run();
  return () => {
    stopped = true;
    current?.abort();
    wake?.();
    removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', hurry);
  };
}

async function once(abort: AbortController, told: Told, heard: () => void): Promise<void> {
  const token = await session();
  let silence = setTimeout(() => abort.abort(), SILENCE_MILLIS);
  try {
    const answer = await fetch('/app/v1/events', {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
      cache: 'no-store',
    });
    if (answer.status === 401) throw new ApiError('UNAUTHENTICATED', 'the session is over');
    if (!answer.ok || answer.body === null) throw new ApiError('OFFLINE', `the server answered ${answer.status}`);
    heard();
    told.online(true);
    for await (const event of eventsOf(answer.body)) {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), SILENCE_MILLIS);
      if (event.name === 'requests') told.waiting(JSON.parse(event.data) as Waiting);
      if (event.name === 'come-again') {
        dropSession();
        return;
      }
    }
  } finally {
    clearTimeout(silence);
  }
}

/** The events of a stream (HTML §9.2.6); a comment comes as an event without a name. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<{ name: string; data: string }> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let pending = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    pending += value;
    const events = pending.split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) {
      const fields = event.split('\n').map((line) => line.split(/: (.*)/s));
      const field = (name: string) => fields.find(([there]) => there === name)?.[1] ?? '';
      yield { name: field('event'), data: field('data') };
    }
  }
}
