// What the device keeps: one record in IndexedDB, and a mark in localStorage that says there must be one.
// A mark without its record means that the browser threw the key away: the app then leads to restoring.

import type { Bytes } from './bytes';
import type { Wrapped } from './keys';

const DATABASE = 'autheid';
const STORE = 'device';
const RECORD = 'this';
const MARK = 'autheid.device';

export interface PinWrapped {
  salt: Bytes;
  wrapped: Wrapped;
}

export interface DeviceRecord {
  deviceId: string;
  deviceName: string;
  email: string;
  pin: PinWrapped;
  /** A new PIN that the server may know or not: set before it is asked, and gone once that is certain. */
  nextPin: PinWrapped | null;
  byPasskey: (Wrapped & { credentialId: string }) | null;
  session: CryptoKeyPair;
  /** Set while an older device has yet to admit this one. */
  waiting: { enrolmentId: string; compare: string; expiresAt: number } | null;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // Only when the transaction is complete has it been kept.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  } finally {
    database.close();
  }
}

export const read = (): Promise<DeviceRecord | undefined> =>
  within('readonly', (store) => store.get(RECORD) as IDBRequest<DeviceRecord | undefined>);

export async function keep(record: DeviceRecord): Promise<void> {
  await within('readwrite', (store) => store.put(record, RECORD));
  localStorage.setItem(MARK, record.email);
  void navigator.storage?.persist?.();
}

export async function forget(): Promise<void> {
  await within('readwrite', (store) => store.delete(RECORD));
  localStorage.removeItem(MARK);
}

/** The address of the device that must be here; null where there never was one. */
export const marked = (): string | null => localStorage.getItem(MARK);
