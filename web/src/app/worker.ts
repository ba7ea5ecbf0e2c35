// The service worker's registration. Its address is a script's, so Trusted Types (§2.2) wants it from a policy of ours.

const WORKER = '/app/sw.js';

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(text: string): string }): { createScriptURL(text: string): string };
}

export function registerWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const policy = trustedTypes?.createPolicy('autheid-worker', { createScriptURL: () => WORKER });
  void navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER, { scope: '/app/' });
}
