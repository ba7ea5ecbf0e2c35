// The adapters of the peer as documented, written by us. That of Redis keeps what the project's own example keeps, in
// the same layout by the same commands; that of PostgreSQL is of the shape of its contributed example for knex; for
// SQLite there is none to be had, and ours is the plainest: a row a thing, a statement a call. In memory it is the
// provider's own.

import { Redis } from 'ioredis';
import knex from 'knex';

import { adapterFor } from './stores.mjs';

const CONNECTIONS = 20;
const TABLE = 'oidc_payloads';
const CONSUMED = new Set(['AuthorizationCode', 'RefreshToken', 'DeviceCode', 'BackchannelAuthenticationRequest']);
const GRANTED = new Set([...CONSUMED, 'AccessToken']);

const now = () => Math.floor(Date.now() / 1000);

class RedisAdapter {
  constructor(model, redis) {
    this.redis = redis;
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    const key = this.key(id);
    const text = JSON.stringify(payload);
    const commands = this.redis.multi();
    if (CONSUMED.has(this.model)) commands.hset(key, { payload: text });
    else commands.set(key, text);
    if (expiresIn) commands.expire(key, expiresIn);
    if (GRANTED.has(this.model) && payload.grantId) {
      // What a grant gave, so that all of it can be revoked; the list lives as long as the longest of it.
      const list = `grant:${payload.grantId}`;
      commands.rpush(list, key);
      if (expiresIn > await this.redis.ttl(list)) commands.expire(list, expiresIn);
    }
    await commands.exec();
  }

  async find(id) {
    if (!CONSUMED.has(this.model)) {
      const text = await this.redis.get(this.key(id));
      return text ? JSON.parse(text) : undefined;
    }
    const { payload, ...rest } = await this.redis.hgetall(this.key(id));
    return payload && { ...rest, ...JSON.parse(payload) };
  }

  async consume(id) {
    await this.redis.hset(this.key(id), 'consumed', now());
  }

  async destroy(id) {
    await this.redis.del(this.key(id));
  }

  async revokeByGrantId(grantId) {
    const list = `grant:${grantId}`;
    await this.redis.del(list, ...await this.redis.lrange(list, 0, -1));
  }
}

class KnexAdapter {
  constructor(model, database) {
    this.database = database;
    this.model = model;
  }

  rows(which) {
    return this.database(TABLE).where({ type: this.model, ...which });
  }

  async upsert(id, payload, expiresIn) {
    const { grantId, userCode, uid } = payload;
    const expiresAt = expiresIn ? new Date(Date.now() + expiresIn * 1000) : undefined;
    const row = { id, type: this.model, payload: JSON.stringify(payload), grantId, userCode, uid, expiresAt };
    await this.database(TABLE).insert(row).onConflict(['id', 'type']).merge();
  }

  async find(id) {
    const [row] = await this.rows({ id });
    return row && { ...JSON.parse(row.payload), ...(row.consumedAt && { consumed: true }) };
  }

  async consume(id) {
    await this.rows({ id }).update({ consumedAt: new Date() });
  }

  async destroy(id) {
    await this.rows({ id }).delete();
  }

  async revokeByGrantId(grantId) {
    await this.rows({ grantId }).delete();
  }
}

async function makeTable(database) {
  if (await database.schema.hasTable(TABLE)) return;
  await database.schema.createTable(TABLE, (table) => {
    for (const name of ['id', 'type', 'grantId', 'userCode', 'uid']) table.string(name);
    table.text('payload');
    for (const name of ['expiresAt', 'consumedAt']) table.dateTime(name);
    table.primary(['id', 'type']);
  });
}

// The provider's own memory takes what it is not told; what is ours in it is lost with it.
class Forgetful {
  constructor() {
    this.kept = new Map();
  }

  async upsert(id, payload) {
    this.kept.set(id, payload);
  }

  async find(id) {
    return this.kept.get(id);
  }
}

const OPEN = {
  memory: () => ({ adapter: undefined, ours: () => new Forgetful() }),
  redis: (place) => {
    const redis = new Redis(place, { keyPrefix: 'oidc:' });
    return (model) => new RedisAdapter(model, redis);
  },
  postgres: async (place) => {
    const database = knex({ client: 'pg', connection: place, pool: { min: 2, max: CONNECTIONS } });
    await makeTable(database);
    return (model) => new KnexAdapter(model, database);
  },
  sqlite: (place) => adapterFor('sqlite', place),
};

/** What the provider is given for `adapter`, and where its operator keeps accounts and devices, by the same means. */
export async function openAdapter(kind, place) {
  const opened = await OPEN[kind](place);
  return typeof opened === 'function' ? { adapter: opened, ours: opened } : opened;
}
