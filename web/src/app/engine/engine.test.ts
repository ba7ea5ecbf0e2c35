import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { base64, bytesOf, joined, sha256, utf8 } from './bytes';
import * as keys from './keys';
import { eventsOf } from './live';
import { NotTrustworthy, read } from './statement';
import type { RequestShown } from './types';

async function verifies(publicKey: CryptoKey, signature: Uint8Array<ArrayBuffer>, bytes: Uint8Array<ArrayBuffer>) {
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, signature, bytes);
}

describe('the key', () => {
  test('opens with the secret it was wrapped with, signs, and can not be taken out', async () => {
    const { pair, publicKey } = await keys.makeSigningKey();
    expect(publicKey).toHaveLength(33);
    const wrapped = await keys.wrap(pair.privateKey, await keys.pinKek(utf8('half'), utf8('share')));
    const key = await keys.unwrap(wrapped, await keys.pinKek(utf8('half'), utf8('share')));
    expect(key.extractable).toBe(false);
    expect(await verifies(pair.publicKey, await keys.sign(key, utf8('text')), utf8('text'))).toBe(true);
  });

  test('does not open with another share, another half, or as the passkey’s', async () => {
    const { pair } = await keys.makeSigningKey();
    const wrapped = await keys.wrap(pair.privateKey, await keys.pinKek(utf8('half'), utf8('share')));
    for (const wrong of [
      keys.pinKek(utf8('half'), utf8('other')),
      keys.pinKek(utf8('flah'), utf8('share')),
      keys.passkeyKek(joined(utf8('half'), utf8('share'))),
    ]) {
      await expect(keys.unwrap(wrapped, await wrong)).rejects.toThrow();
    }
  });

  test('is never stored in the clear', async () => {
    const { pair } = await keys.makeSigningKey();
    const plain = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
    const wrapped = await keys.wrap(pair.privateKey, await keys.passkeyKek(utf8('secret')));
    expect(base64(wrapped.sealed)).not.toContain(base64(plain.slice(36, 66)));
  });

  test('a PIN is stretched into a proof and a half that share nothing', async () => {
    const one = await keys.stretch('428193', utf8('0123456789abcdef'));
    const same = await keys.stretch('428193', utf8('0123456789abcdef'));
    const other = await keys.stretch('428193', utf8('0123456789abcdeF'));
    expect(one).toEqual(same);
    expect(one.proof).toHaveLength(32);
    expect(base64(one.proof)).not.toBe(base64(one.half));
    expect(base64(one.proof)).not.toBe(base64(other.proof));
  });

  test.each(['000000', '123456', '987654', '112233', '121212', '010101', '111222'])('%s is too simple', (pin) => {
    expect(keys.isSimplePin(pin)).toBe(true);
  });

  test.each(['428193', '905137', '271828'])('%s is not', (pin) => expect(keys.isSimplePin(pin)).toBe(false));
});

const FACTS = {
  answer: 'approve', kind: 'AUTHENTICATION', requestId: 'r', rpId: 'shop', rpName: 'The Shop', email: 'a@b.example',
  title: 'Sign in', description: '', createdAt: 1, expiresAt: 2, discloses: ['email'], verifiedOnly: false, claims: {},
  documentSha256: '', startedBy: 'email', startedFrom: '', matchNumber: 0,
};
const statement = (facts: object) => base64(utf8(`Auth eID approval v1\n${JSON.stringify({ ...FACTS, ...facts })}`));

function request(changes: Partial<RequestShown> = {}, facts: object = {}): RequestShown {
  return {
    requestId: 'r', status: 'NOT_READY', createdAt: 1, expiresAt: 2, serverTime: 1, pinOnly: false, document: null,
    matchNumbers: [], approveMatching: {}, emails: [], returnUrl: '', rpLogo: '',
    statements: {
      approve: statement(facts),
      cancel: statement({ ...facts, answer: 'cancel', documentSha256: '' }),
      not_me: statement({ ...facts, answer: 'not_me', documentSha256: '' }),
    },
    ...changes,
  };
}

describe('what is shown', () => {
  test('is what the bytes say', async () => {
    const prompt = await read(request({}, { title: 'Sign in to Ünal' }));
    expect(prompt.shown.title).toBe('Sign in to Ünal');
    expect(prompt.approve.get(0)).toEqual(bytesOf(statement({ title: 'Sign in to Ünal' })));
  });

  test.each([
    ['another request', request({ requestId: 'other' })],
    ['another answer', request({ statements: { ...request().statements, approve: statement({ answer: 'cancel' }) } })],
    ['another header', request({ statements: { ...request().statements, approve: base64(utf8('Auth eID act v1\n{}')) } })],
    ['another text to cancel', request({ statements: { ...request().statements, cancel: statement({ answer: 'cancel', title: 'x' }) } })],
    ['a document that is not named', request({ document: base64(utf8('{}')) })],
    ['a signature without a document', request({}, { kind: 'SIGNATURE' })],
  ])('is refused when it is about %s', async (_, wrong) => {
    await expect(read(wrong)).rejects.toThrow(NotTrustworthy);
  });

  test('a document must say what the statement shows', async () => {
    const document = { email: FACTS.email, rpName: FACTS.rpName, title: FACTS.title, description: '' };
    const told = async (said: object) => {
      const bytes = utf8(JSON.stringify(said));
      const named = { kind: 'SIGNATURE', documentSha256: base64(await sha256(bytes)) };
      return read({ ...request({}, named), document: base64(bytes) });
    };
    await expect(told(document)).resolves.toBeTruthy();
    await expect(told({ ...document, title: 'Something else' })).rejects.toThrow(NotTrustworthy);
  });

  test('each number to pick has its own bytes, which differ in nothing else', async () => {
    const { cancel, not_me } = request().statements;
    const matching = (title: string) => ({ '17': statement({ matchNumber: 17 }), '42': statement({ matchNumber: 42, title }) });
    const asked = (title: string) =>
      read(request({ statements: { cancel, not_me }, matchNumbers: [17, 42], approveMatching: matching(title) }));
    expect([...(await asked(FACTS.title)).approve.keys()]).toEqual([17, 42]);
    await expect(asked('Something else')).rejects.toThrow(NotTrustworthy);
  });
});

test('events come whole, however the stream is cut', async () => {
  const text = 'event: requests\ndata: {"a":"b: c"}\n\n: still here\n\nevent: come-again\ndata: {}\n\n';
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of utf8(text)) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const events = [];
  for await (const event of eventsOf(body)) events.push(event);
  expect(events.map(({ name }) => name)).toEqual(['requests', '', 'come-again']);
  expect(events[0].data).toBe('{"a":"b: c"}');
});
