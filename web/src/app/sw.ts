// The service worker: the app opens without a network, and a push wakes the person.

/// <reference lib="webworker" />
const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL = 'autheid-shell';
const WORDS = {
  en: { title: 'Auth eID', body: 'A request is waiting for you.' },
  sv: { title: 'Auth eID', body: 'En begäran väntar på dig.' },
};

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin) return;
  if (!pathname.startsWith('/app/') || pathname.startsWith('/app/v1/')) return;
  event.respondWith(pathname.startsWith('/app/assets/') ? kept(event.request) : anew(event.request));
});

// A hashed name never changes what it names.
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? keep(request, await fetch(request));
}

async function anew(request: Request): Promise<Response> {
  try {
    return await keep(request, await fetch(request));
  } catch (error) {
    const there = await caches.match(request);
    if (there) return there;
    throw error;
  }
}

async function keep(request: Request, answer: Response): Promise<Response> {
  if (answer.ok) {
    const shell = await caches.open(SHELL);
    await shell.put(request, answer.clone());
  }
  return answer;
}

// Who asks is not told on a lock screen; the app tells it.
worker.addEventListener('push', (event) => {
  const language = navigator.language.startsWith('sv') ? 'sv' : 'en';
  const { title, body } = WORDS[language];
  event.waitUntil(worker.registration.showNotification(title, { body, tag: 'request', icon: '/app/icon-192.png' }));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    worker.clients.matchAll({ type: 'window' }).then((windows) => {
      const open = windows.find((one) => new URL(one.url).pathname.startsWith('/app/'));
      return open ? open.focus() : worker.clients.openWindow('/app/');
    }),
  );
});
