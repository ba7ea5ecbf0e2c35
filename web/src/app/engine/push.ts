// Being woken when the app is closed, where the browser allows it. A lost wake-up loses nothing: the app shows what waits.

import { addPush, removePush } from './api';
import { bytesOf } from './bytes';
import { device, tried, type Outcome } from './device.svelte';

/** A push service that can't be reached may never answer. */
const PATIENCE_MILLIS = 5000;

export const isPossible = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && !!device.about?.pushKey;

export async function isOn(): Promise<boolean> {
  if (!isPossible() || Notification.permission !== 'granted') return false;
  const registration = await navigator.serviceWorker.ready;
  return (await registration.pushManager.getSubscription()) !== null;
}

/** Asks the person, the browser and the server, in this order; false when the first two decline. */
export function turnOn(): Promise<Outcome<boolean>> {
  return tried(async () => {
    if ((await Notification.requestPermission()) !== 'granted') return false;
    const registration = await navigator.serviceWorker.ready;
    const asked = registration.pushManager
      .subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(device.about!.pushKey) })
      .catch(() => null);
    const subscription = await Promise.race([asked, new Promise<null>((no) => setTimeout(() => no(null), PATIENCE_MILLIS))]);
    if (subscription === null) return false;
    const { endpoint, keys } = subscription.toJSON();
    await addPush({ endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
    return true;
  });
}

export function turnOff(): Promise<Outcome<void>> {
  return tried(async () => {
    const registration = await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.getSubscription();
    if (subscription === null) return;
    await removePush(subscription.endpoint);
    await subscription.unsubscribe();
  });
}
