// The state of the app and everything that it does: screens draw this and call it, and do nothing else themselves.

import * as api from './api';
import { ApiError, setClock } from './api';
import { base64, bytesOf, joined, random, sha256, utf8, type Bytes } from './bytes';
import * as keys from './keys';
import { listen, type Waiting } from './live';
import * as passkey from './passkey';
import { NotTrustworthy, read, type Prompt } from './statement';
import type { IdentityShown, About, EnrolmentOutcome, Me } from './types';
import * as vault from './vault';

export type Phase = 'loading' | 'fresh' | 'waiting' | 'ready' | 'lost' | 'revoked';
/** How the person opens the key. */
export type Gesture = { pin: string } | 'passkey';
export type Failed =
  | { kind: 'wrongPin'; triesLeft: number }
  | { kind: 'locked' }
  | { kind: 'declined' }
  | { kind: 'offline' }
  | { kind: 'refused'; code: string; message: string };
export type Outcome<T> = { ok: true; value: T } | { ok: false; why: Failed };

const POLL_MILLIS = 2000;

class DeviceState {
  phase = $state<Phase>('loading');
  about = $state.raw<About | null>(null);
  me = $state.raw<Me | null>(null);
  prompts = $state.raw<Prompt[]>([]);
  online = $state(true);
  hasPasskey = $state(false);
  passkeyOffered = $state(false);
  email = $state('');
  waiting = $state.raw<vault.DeviceRecord['waiting']>(null);
}

export const device = new DeviceState();

let record: vault.DeviceRecord | undefined;
let stopListening: (() => void) | null = null;
let accountVersion = 0;
/** The key of an activation that is not finished: it makes the recovery code, and may be given to the phone's lock. */
let fresh: CryptoKey | null = null;

export async function start(): Promise<void> {
  record = await vault.read().catch(() => undefined);
  device.email = record?.email ?? vault.marked() ?? '';
  device.hasPasskey = record?.byPasskey != null;
  device.phase = record === undefined ? (vault.marked() === null ? 'fresh' : 'lost') : 'loading';
  await learnAbout();
  if (record === undefined) return;
  if (record.waiting) {
    device.waiting = record.waiting;
    device.phase = 'waiting';
    void pollAdmission();
    return;
  }
  await goLive();
}

export async function learnAbout(): Promise<void> {
  try {
    device.about = await api.about();
    setClock(device.about.serverTime);
    device.online = true;
    device.passkeyOffered = await passkey.isOffered(device.about.origin);
  } catch {
    device.online = false;
  }
}

async function goLive(): Promise<void> {
  if (record === undefined) return;
  api.become({ deviceId: record.deviceId, session: record.session.privateKey });
  device.phase = 'ready';
  stopListening?.();
  stopListening = listen({
    waiting: (list) => void take(list),
    online: (isOnline) => {
      device.online = isOnline;
      if (isOnline && device.about === null) void learnAbout();
    },
    revoked: () => {
      device.phase = 'revoked';
      device.prompts = [];
    },
  });
}

async function take(list: Waiting): Promise<void> {
  const read_: Prompt[] = [];
  for (const request of list.requests) {
    setClock(request.serverTime);
    try {
      read_.push(await read(request));
    } catch (error) {
      // A request whose bytes do not hold together is not shown: nothing of it can be believed.
      if (!(error instanceof NotTrustworthy)) throw error;
    }
  }
  device.prompts = read_;
  if (list.accountVersion !== accountVersion || device.me === null) {
    accountVersion = list.accountVersion;
    await refresh();
  }
}

export async function refresh(): Promise<void> {
  const answer = await tried(() => api.me());
  if (answer.ok) await know(answer.value);
}

async function know(me: Me): Promise<void> {
  device.me = me;
  setClock(me.serverTime);
  accountVersion = me.accountVersion;
  if (record && (record.email !== me.email || record.deviceName !== me.deviceName)) {
    record = { ...record, email: me.email, deviceName: me.deviceName };
    await vault.keep(record);
    device.email = me.email;
  }
}

// Activation

export interface Enrolment {
  id: string;
  email: string;
  code: string;
}

export const beginEnrolment = (email: string, language: string): Promise<Outcome<string>> =>
  tried(async () => (await api.beginEnrolment(email, language)).enrolmentId);

export const checkCode = (
  id: string,
  code: string,
): Promise<Outcome<{ account: 'new' | 'existing'; hasRecoveryCode: boolean }>> =>
  tried(() => api.checkCode(id, code));

/** Makes the keys, keeps them wrapped, and enrols them. */
export async function enrol(
  enrolment: Enrolment,
  choice: { pin: string; deviceName: string; recoveryCode: string; join: boolean },
): Promise<Outcome<EnrolmentOutcome>> {
  return tried(async () => {
    const key = await keys.makeSigningKey();
    const session = await keys.makeSessionKey();
    const salt = random(16);
    const share = random(32);
    const pin = await keys.stretch(choice.pin, salt);
    const facts = {
      enrolmentId: enrolment.id,
      deviceId: key.deviceId,
      curve: 'P-256',
      deviceName: choice.deviceName,
    };
    const signature = await keys.sign(key.pair.privateKey, utf8(`Auth eID enrolment v1\n${JSON.stringify(facts)}`));
    const body = {
      code: enrolment.code,
      curve: 'P-256',
      publicKey: key.publicKey,
      deviceName: choice.deviceName,
      signature,
      sessionKey: await keys.compressed(session.publicKey),
      pin: { proof: pin.proof, share },
      recoveryCode: choice.recoveryCode,
      join: choice.join,
    };
    const kept = {
      deviceId: key.deviceId,
      deviceName: choice.deviceName,
      email: enrolment.email,
      pin: { salt, wrapped: await keys.wrap(key.pair.privateKey, await keys.pinKek(pin.half, share)) },
      nextPin: null,
      byPasskey: null,
      session,
      waiting: null,
    };
    // Kept before the server knows the key: a key that was enrolled and lost would leave an account nobody can use.
    await vault.keep(kept);
    api.become({ deviceId: kept.deviceId, session: session.privateKey });
    const outcome = await completed(enrolment, body);
    record = {
      ...kept,
      waiting:
        outcome.state === 'waiting'
          ? { enrolmentId: enrolment.id, compare: outcome.compare, expiresAt: outcome.expiresAt }
          : null,
    };
    await vault.keep(record);
    device.email = enrolment.email;
    device.hasPasskey = false;
    fresh = key.pair.privateKey;
    if (record.waiting) {
      device.waiting = record.waiting;
      device.phase = 'waiting';
      void pollAdmission();
    }
    return outcome;
  });
}

async function completed(enrolment: Enrolment, body: object): Promise<EnrolmentOutcome> {
  try {
    return await api.completeEnrolment(enrolment.id, body);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'OFFLINE') {
      // Only the answer may have been lost: a session tells whether the server knows the key.
      const known = await tried(() => api.session());
      if (known.ok) return { state: 'done', compare: '', expiresAt: 0, enrolled: null };
    }
    await vault.forget();
    throw error;
  }
}

async function pollAdmission(): Promise<void> {
  while (record?.waiting) {
    const outcome = await tried(() => api.enrolmentOutcome(record?.waiting?.enrolmentId ?? ''));
    const gone = !outcome.ok && outcome.why.kind === 'refused';
    if (gone || (outcome.ok && (outcome.value.state === 'refused' || outcome.value.state === 'over'))) {
      await startOver();
      device.phase = 'fresh';
      return;
    }
    if (outcome.ok && outcome.value.state === 'done') {
      record = { ...record, waiting: null };
      await vault.keep(record);
      device.waiting = null;
      await goLive();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
}

/** A recovery code made with the key of this activation, which is still open. */
export const firstRecoveryCode = (): Promise<Outcome<string>> =>
  tried(async () => {
    if (fresh === null) throw new ApiError('INTERNAL', 'the activation is over');
    return (await api.act<{ recoveryCode: string }>(fresh, '/recovery-code', 'make_recovery_code', '', {})).recoveryCode;
  });

/** Lets the phone's lock open the key of this activation, too. */
export const firstPasskey = (): Promise<Outcome<void>> =>
  tried(async () => {
    if (fresh === null) throw new ApiError('INTERNAL', 'the activation is over');
    await addPasskeyWith(fresh);
  });

export async function finishActivation(): Promise<void> {
  fresh = null;
  await goLive();
}

/** Forgets this device's keys: what was lost, revoked or refused begins anew. */
export async function startOver(): Promise<void> {
  stopListening?.();
  api.become(null);
  await vault.forget();
  record = undefined;
  fresh = null;
  device.me = null;
  device.prompts = [];
  device.waiting = null;
  device.hasPasskey = false;
  device.phase = 'fresh';
}

// Opening the key

interface OpenKey {
  key: CryptoKey;
  assertion: passkey.Opened['assertion'] | null;
}

class GestureFailed extends Error {
  constructor(readonly why: Failed) {
    super(why.kind);
  }
}

async function openKey(gesture: Gesture, purpose: { requestId: string; challenge: Bytes }, extractable = false): Promise<OpenKey> {
  // Another tab may have changed the PIN or the lock since.
  record = (await vault.read()) ?? record;
  if (record === undefined) throw new ApiError('UNAUTHENTICATED', 'this device is not activated');
  if (gesture === 'passkey') {
    if (!record.byPasskey) throw new GestureFailed({ kind: 'declined' });
    const opened = await passkey.open(record.byPasskey.credentialId, purpose.challenge);
    if (opened === null) throw new GestureFailed({ kind: 'declined' });
    const key = await keys.unwrap(record.byPasskey, await keys.passkeyKek(opened.secret), extractable);
    return { key, assertion: opened.assertion };
  }
  return { key: await openByPin(gesture.pin, purpose.requestId, extractable), assertion: null };
}

async function openByPin(typed: string, requestId: string, extractable: boolean): Promise<CryptoKey> {
  const candidates = record?.nextPin ? [record.pin, record.nextPin] : [record!.pin];
  let triesLeft = 0;
  for (const candidate of candidates) {
    const pin = await keys.stretch(typed, candidate.salt);
    const answer = await api.provePin(pin.proof, requestId);
    triesLeft = answer.triesLeft;
    if (answer.share !== null) {
      const kek = await keys.pinKek(pin.half, bytesOf(answer.share));
      const key = await keys.unwrap(candidate.wrapped, kek, extractable);
      if (record?.nextPin) await settlePin(candidate);
      return key;
    }
  }
  if (triesLeft > 0) throw new GestureFailed({ kind: 'wrongPin', triesLeft });
  await refresh();
  throw new GestureFailed({ kind: 'locked' });
}

/** This is the PIN that the server knows; the other one is forgotten. */
async function settlePin(pin: vault.PinWrapped): Promise<void> {
  record = { ...record!, pin, nextPin: null };
  await vault.keep(record);
}

const forAct = () => ({ requestId: '', challenge: random(32) });

// Requests

export const approve = (prompt: Prompt, gesture: Gesture, matchNumber: number): Promise<Outcome<string>> =>
  tried(async () => {
    const statement = prompt.approve.get(matchNumber);
    if (statement === undefined) throw new ApiError('INTERNAL', 'there is no such number');
    const { requestId } = prompt.shown;
    const challenge = await passkey.approvalChallenge(statement);
    const { key, assertion } = await openKey(gesture, { requestId, challenge });
    const body = {
      signature: await keys.sign(key, statement),
      ...(prompt.document && { documentSignature: await keys.sign(key, prompt.document) }),
      ...(matchNumber && { matchNumber }),
      ...(assertion && { assertion }),
    };
    return (await api.approve(requestId, body)).status;
  });

/** Saying no needs no PIN: the session's key signs it. */
export const reject = (prompt: Prompt, answer: 'cancel' | 'not_me'): Promise<Outcome<string>> =>
  tried(async () => {
    if (record === undefined) throw new ApiError('UNAUTHENTICATED', 'this device is not activated');
    const statement = answer === 'cancel' ? prompt.cancel : prompt.notMe;
    const signature = await keys.sign(record.session.privateKey, statement);
    return (await api.reject(prompt.shown.requestId, answer, signature)).status;
  });

export const pickUp = (start: string): Promise<Outcome<Prompt>> =>
  tried(async () => put(await read(await api.pickUp(start))));

export const present = (prompt: Prompt, email: string): Promise<Outcome<Prompt>> =>
  tried(async () => put(await read(await api.present(prompt.shown.requestId, email))));

function put(prompt: Prompt): Prompt {
  const others = device.prompts.filter((one) => one.shown.requestId !== prompt.shown.requestId);
  device.prompts = [...others, prompt];
  return prompt;
}

/** How a request that is gone from the list ended. */
export const fate = (requestId: string): Promise<Outcome<string>> =>
  tried(async () => (await api.request(requestId)).status);

// The account

function changed(gesture: Gesture, change: (key: CryptoKey) => Promise<Me>): Promise<Outcome<void>> {
  return tried(async () => know(await change((await openKey(gesture, forAct())).key)));
}

export const addEmail = (email: string, language: string, gesture: Gesture): Promise<Outcome<string>> =>
  tried(async () => {
    const { key } = await openKey(gesture, forAct());
    const begun = await api.act<{ enrolmentId: string }>(key, '/emails/add', 'add_email', email, { email, language });
    return begun.enrolmentId;
  });

export const confirmEmail = (enrolmentId: string, code: string): Promise<Outcome<void>> =>
  tried(async () => know(await api.confirmEmail(enrolmentId, code)));

export const removeEmail = (email: string, gesture: Gesture): Promise<Outcome<void>> =>
  changed(gesture, (key) => api.act(key, '/emails/remove', 'remove_email', email, { email }));

export const renameDevice = (deviceId: string, name: string): Promise<Outcome<void>> =>
  tried(async () => know(await api.renameDevice(deviceId, name)));

export const revokeDevice = (deviceId: string, gesture: Gesture): Promise<Outcome<void>> =>
  changed(gesture, (key) => api.act(key, '/devices/revoke', 'revoke_device', deviceId, { deviceId }));

export const admit = (join: Me['joins'][number], gesture: Gesture): Promise<Outcome<void>> =>
  changed(gesture, (key) =>
    api.act(key, '/joins/admit', 'admit_device', join.deviceId, { joinId: join.joinId }),
  );

export const refuseJoin = (joinId: string): Promise<Outcome<void>> =>
  tried(async () => know(await api.refuseJoin(joinId)));

export const liftMute = (rpId: string): Promise<Outcome<void>> =>
  tried(async () => know(await api.liftMute(rpId)));

export const submitIdentity = (caseId: string, gesture: Gesture): Promise<Outcome<IdentityShown>> =>
  tried(async () => {
    const { key } = await openKey(gesture, forAct());
    return api.act<IdentityShown>(key, '/identity/submit', 'submit_identity', caseId, {});
  });

/** Erases the account on the server, and then what this device keeps. */
export const eraseAccount = (gesture: Gesture): Promise<Outcome<void>> =>
  tried(async () => {
    const { key } = await openKey(gesture, forAct());
    await api.act(key, '/account/erase', 'erase_account', device.me?.uniqueUserId ?? '', {});
    await startOver();
  });

export const newRecoveryCode = (gesture: Gesture): Promise<Outcome<string>> =>
  tried(async () => {
    const { key } = await openKey(gesture, forAct());
    const made = await api.act<{ recoveryCode: string }>(key, '/recovery-code', 'make_recovery_code', '', {});
    await refresh();
    return made.recoveryCode;
  });

export const changePin = (gesture: Gesture, pin: string): Promise<Outcome<void>> =>
  tried(async () => {
    if (record === undefined) throw new ApiError('UNAUTHENTICATED', 'this device is not activated');
    const { key } = await openKey(gesture, forAct(), true);
    const salt = random(16);
    const share = random(32);
    const stretched = await keys.stretch(pin, salt);
    const detail = base64(await sha256(joined(stretched.proof, share)));
    const nextPin = { salt, wrapped: await keys.wrap(key, await keys.pinKek(stretched.half, share)) };
    record = { ...record, nextPin };
    await vault.keep(record);
    let me: Me;
    try {
      me = await api.act<Me>(key, '/pin/change', 'change_pin', detail, { proof: stretched.proof, share });
    } catch (error) {
      // Only the answer may have been lost: then the next PIN typed tells which one the server knows.
      if (!(error instanceof ApiError && error.code === 'OFFLINE')) await settlePin(record.pin);
      throw error;
    }
    await settlePin(nextPin);
    await know(me);
  });

export const addPasskey = (pin: string): Promise<Outcome<void>> =>
  tried(async () => addPasskeyWith((await openKey({ pin }, forAct(), true)).key));

async function addPasskeyWith(key: CryptoKey): Promise<void> {
  if (record === undefined) throw new ApiError('UNAUTHENTICATED', 'this device is not activated');
  const challenge = await api.challenge();
  const made = await passkey.make(challenge, record.email, record.deviceId);
  if (made === null) throw new GestureFailed({ kind: 'declined' });
  const { secret, ...credential } = made;
  const wrapped = await keys.wrap(key, await keys.passkeyKek(secret));
  const me = await api.act<Me>(key, '/passkey', 'add_passkey', credential.credentialId, { credential }, challenge);
  record = { ...record, byPasskey: { ...wrapped, credentialId: credential.credentialId } };
  await vault.keep(record);
  device.hasPasskey = true;
  await know(me);
}

export const removePasskey = (gesture: Gesture): Promise<Outcome<void>> =>
  tried(async () => {
    const { key } = await openKey(gesture, forAct());
    const me = await api.act<Me>(key, '/passkey/remove', 'remove_passkey', '', {});
    if (record) {
      record = { ...record, byPasskey: null };
      await vault.keep(record);
    }
    device.hasPasskey = false;
    await know(me);
  });

/** What was tried, with every expected failure told as a value. */
export async function tried<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof GestureFailed) return { ok: false, why: error.why };
    if (error instanceof ApiError) {
      const { code, message } = error;
      return { ok: false, why: code === 'OFFLINE' ? { kind: 'offline' } : { kind: 'refused', code, message } };
    }
    if (error instanceof NotTrustworthy) {
      return { ok: false, why: { kind: 'refused', code: 'NOT_TRUSTWORTHY', message: error.message } };
    }
    throw error;
  }
}

