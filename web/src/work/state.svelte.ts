// Who is signed in, where in the application they are, and what the page says at its foot.

import { get, proof } from './api';
import { choose, t } from './i18n.svelte';
import * as passkey from './passkey';

export interface Session {
  worker: string;
  name: string;
  email: string;
  language: 'en' | 'sv';
  owns: boolean;
  hasEid: boolean;
  openedAt: number;
  expiresAt: number;
  freshUntil: number;
}

class State {
  session = $state<Session | null>(null);
  phase = $state<'loading' | 'out' | 'in'>('loading');
  path = $state(location.hash.slice(1) || '/');
  said = $state('');
  trouble = $state('');
  asksProof = $state(false);
  now = $state(Date.now());
}

export const app = new State();
let settle: ((proven: boolean) => void) | null = null;
let quiet: ReturnType<typeof setTimeout> | undefined;

addEventListener('hashchange', () => {
  app.path = location.hash.slice(1) || '/';
});
setInterval(() => (app.now = Date.now()), 1000);

export function go(path: string): void {
  location.hash = path;
}

/** A sentence at the foot of the page; it goes by itself. */
export function say(text: string): void {
  clearTimeout(quiet);
  app.trouble = '';
  app.said = text;
  quiet = setTimeout(() => (app.said = ''), 6000);
}

/** What went wrong, at the foot of the page; it stays until it is closed. */
export function complain(error: unknown): void {
  app.said = '';
  app.trouble = passkey.sentence(error, t('declined'));
}

/** Do something that the server may refuse, and tell what it says. */
export async function attempt(act: () => Promise<void>): Promise<boolean> {
  app.trouble = '';
  try {
    await act();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export function enter(session: Session): void {
  app.session = session;
  choose(session.language);
  app.phase = 'in';
}

export function over(): void {
  app.session = null;
  app.phase = 'out';
}

export async function begin(): Promise<void> {
  try {
    enter(await get<Session>('/me'));
  } catch {
    over();
  }
}

/** Ask the person to prove that it is them; true when they have. */
export function prove(): Promise<boolean> {
  settle?.(false);
  app.asksProof = true;
  return new Promise((resolve) => {
    settle = (proven) => {
      app.asksProof = false;
      settle = null;
      resolve(proven);
    };
  });
}

export async function proveByPasskey(): Promise<void> {
  const own = await get<{ credentialId: string }[]>('/me/passkeys');
  const session = await proof<Session>('/prove', await passkey.use('prove', own.map((one) => one.credentialId)));
  app.session = session;
  settle?.(true);
}

export function proven(session: Session): void {
  app.session = session;
  settle?.(true);
}

export function declineProof(): void {
  settle?.(false);
}
