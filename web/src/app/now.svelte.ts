// One clock for every countdown, by the server's time.

import { serverNow } from './engine/api';

class Now {
  at = $state(serverNow());
}

export const now = new Now();
setInterval(() => {
  now.at = serverNow();
}, 250);

/** Minutes and seconds that are left, as 1:05. */
export function left(until: number): string {
  const seconds = Math.max(0, Math.ceil((until - now.at) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
