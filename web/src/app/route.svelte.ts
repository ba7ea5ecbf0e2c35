// Where in the app the person is: the part of the address behind #.

class Route {
  path = $state('');
  /** The start code of a link or a QR code, until it is used. */
  start = $state('');
}

export const route = new Route();

function look(): void {
  const hash = location.hash.slice(1);
  if (hash.startsWith('start=')) {
    route.start = hash.slice('start='.length);
    history.replaceState(null, '', '#/');
    route.path = '/';
    return;
  }
  route.start = '';
  route.path = hash.startsWith('/') ? hash : '/';
}

addEventListener('hashchange', look);
look();

export function go(path: string): void {
  location.hash = path;
}

export function back(): void {
  if (history.length > 1) history.back();
  else go('/');
}
