// The latest requests as they happen (server-sent events). A line that is cut comes back, by the browser or by us.

import { address, get } from '../work/api';
import { at, data, type Page } from './data.svelte';

const AGAIN_MILLIS = 3000;

class Live {
  page = $state<Page | null>(null);

  /** Begin to watch the team's requests; what comes back ends it. */
  watch(): () => void {
    this.page = null;
    let channel: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      channel = new EventSource(address(at('/events')));
      channel.addEventListener('requests', (event) => {
        this.page = JSON.parse(event.data as string) as Page;
        data.waiting = this.page.waiting;
      });
      // Only an answer that is no stream closes it for good: the session is over, which asking for oneself tells the
      // page, or the server is stopping, and another begins.
      channel.addEventListener('error', () => {
        if (channel.readyState !== EventSource.CLOSED) return;
        void get('/me').catch(() => {});
        timer = setTimeout(open, AGAIN_MILLIS);
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      channel.close();
    };
  }
}

export const live = new Live();
