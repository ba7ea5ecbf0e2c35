// Failures in the person's words.

import type { Failed } from './engine/device.svelte';
import { t } from './i18n.svelte';

// The server says its rules in English; what a person meets in the app has words of its own, by how the sentence begins.
const KNOWN: [RegExp, string][] = [
  [/^code: /, 'refused-code'],
  [/^too many wrong codes/, 'refused-enrolment'],
  [/^this enrolment is over/, 'refused-enrolment'],
  [/^this device can't be enrolled so/, 'refused-enrolment'],
  [/^recoveryCode: /, 'refused-recovery-code'],
  [/^email: belongs to another/, 'refused-email-taken'],
  [/^email: must be/, 'refused-email'],
  [/^deviceId: the last device/, 'refused-last-device'],
  [/^this code is too old/, 'refused-stale'],
  [/^the request has been opened already/, 'refused-taken'],
  [/^start: /, 'refused-start'],
];

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
      return refusal(why.code, why.message);
  }
}

function refusal(code: string, message: string): string {
  if (code === 'RESOURCE_EXHAUSTED') return t('slow-down');
  const known = KNOWN.find(([begins]) => begins.test(message));
  if (known) return t(known[1]);
  return code === 'INTERNAL' ? t('went-wrong') : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
