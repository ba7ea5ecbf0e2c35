// A browser's half of Web Push: `node browser.mjs PRIVATE_KEY AUTH BODY`, all base64url, prints what it can read.
import { createECDH } from 'node:crypto';
import ece from 'http_ece';

const [secret, authSecret, body] = process.argv.slice(2);
const privateKey = createECDH('prime256v1');
privateKey.setPrivateKey(secret, 'base64url');
process.stdout.write(ece.decrypt(Buffer.from(body, 'base64url'), { version: 'aes128gcm', privateKey, authSecret }));
