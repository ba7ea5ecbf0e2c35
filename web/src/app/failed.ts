// Failures in the person's words.

import type { Failed } from './engine/device.svelte';
import { t } from './i18n.svelte';

export function said(why: Failed): string {
  switch (why.kind) {
    case 'wrongPin':
      return t('wrong-pin', { tries: why.triesLeft });
    case 'locked':
      return t('pin-locked');
    case 'declined':
      return t('lock-declined');
    case 'offline':
      return t('offline');
    case 'refused':
      if (why.code === 'RESOURCE_EXHAUSTED') return t('slow-down');
      // The server's own sentence is in English; it names the field and the rule.
      return why.code === 'INTERNAL' ? t('went-wrong') : why.message;
  }
}
