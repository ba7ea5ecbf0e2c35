// The latest requests as they happen (server-sent events); the browser comes back by itself when the line is cut.

import { address } from '../work/api';
import { at, data, type Page } from './data.svelte';

class Live {
  page = $state<Page | null>(null);

  /** Begin to watch the team's requests; what comes back ends it. */
  watch(): () => void {
    this.page = null;
    const channel = new EventSource(address(at('/events')));
    channel.addEventListener('requests', (event) => {
      this.page = JSON.parse(event.data as string) as Page;
      data.waiting = this.page.waiting;
    });
    // The server is stopping, or the session is over: a fresh channel is told which.
    channel.addEventListener('come-again', () => channel.close());
    return () => channel.close();
  }
}

export const live = new Live();
