// How a request ended, in words.

import type { HistoryEntry } from './engine/types';
import { t } from './i18n.svelte';

export function outcomeOf(entry: Pick<HistoryEntry, 'status' | 'kind' | 'notMe'>): string {
  switch (entry.status) {
    case 'SUCCESS':
      return t(entry.kind === 'SIGNATURE' ? 'ended-signed' : 'ended-approved');
    case 'USER_CANCELLED':
      return t(entry.notMe ? 'ended-not-me' : 'ended-cancelled');
    case 'RP_CANCELLED':
      return t('ended-rp-cancelled');
    case 'ACCOUNT_NOT_VERIFIED':
      return t('ended-not-verified');
    case 'TIMEOUT':
      return t('ended-timeout');
    default:
      return t('ended-waiting');
  }
}
