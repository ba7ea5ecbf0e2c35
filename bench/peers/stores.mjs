// Where the peer keeps its things: SQLite as one writes it first, for the peer as documented, and what we tuned: a plain
// map, and SQLite and PostgreSQL with the writes of many callers gathered. All have the interface of an adapter.

import { DatabaseSync } from 'node:sqlite';

import pg from 'pg';

const CONNECTIONS = 20;
const MOST_IN_MEMORY = 10_000;
const TABLE = `CREATE TABLE IF NOT EXISTS kept (
  id TEXT PRIMARY KEY, payload TEXT NOT NULL, grant_id TEXT, expires BIGINT, consumed BIGINT)`;
const UPSERT = `ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
  expires = excluded.expires, consumed = excluded.consumed`;

const now = () => Math.floor(Date.now() / 1000);

// What is common to all: one row for each thing kept, its name before its id.
class Adapter {
  constructor(model, store) {
    this.model = model;
    this.store = store;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    const { grantId = null, consumed = null } = payload;
    const expires = expiresIn === undefined ? null : now() + expiresIn;
    await this.store.put([this.key(id), JSON.stringify(payload), grantId, expires, consumed]);
  }

  async find(id) {
    const row = await this.store.get(this.key(id));
    if (row === undefined || (row.expires !== null && row.expires <= now())) return undefined;
    const payload = JSON.parse(row.payload);
    if (row.consumed !== null) payload.consumed = Number(row.consumed);
    return payload;
  }

  async consume(id) {
    await this.store.spend(this.key(id), now());
  }

  async destroy(id) {
    await this.store.remove('id', this.key(id));
  }

  async revokeByGrantId(grantId) {
    await this.store.remove('grant_id', grantId);
  }
}

// Callers of one moment, taken together: whoever comes while a batch is on its way is in the next one.
class Gathered {
  constructor(send) {
    this.send = send;
    this.waiting = [];
    this.busy = false;
  }

  add(item) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.busy) {
        this.busy = true;
        setImmediate(() => this.run());
      }
    });
  }

  async run() {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        const answers = await this.send(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, at) => resolve(answers?.[at]));
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
    this.busy = false;
  }
}

// The provider's own memory walks all tokens of a grant at each write, and here a person has one grant for all.
class Memory {
  constructor() {
    this.rows = new Map();
  }

  put([id, payload, grantId, expires, consumed]) {
    this.rows.set(id, { payload, grantId, expires, consumed });
    if (this.rows.size > MOST_IN_MEMORY) this.rows.delete(this.rows.keys().next().value);
  }

  get(id) {
    const row = this.rows.get(id);
    // What was read last is forgotten last.
    if (this.rows.delete(id)) this.rows.set(id, row);
    return row;
  }

  spend(id, when) {
    this.rows.get(id).consumed = when;
  }

  remove(column, value) {
    for (const [id, row] of this.rows) {
      if ((column === 'id' ? id : row.grantId) === value) this.rows.delete(id);
    }
  }
}

class Sqlite {
  constructor(file) {
    this.database = new DatabaseSync(file);
    this.database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${TABLE}`);
    this.putting = this.database.prepare(`INSERT INTO kept VALUES (?, ?, ?, ?, ?) ${UPSERT}`);
    this.getting = this.database.prepare('SELECT payload, expires, consumed FROM kept WHERE id = ?');
    this.spending = this.database.prepare('UPDATE kept SET consumed = ? WHERE id = ?');
  }

  put(row) {
    this.putting.run(...row);
  }

  get(id) {
    return this.getting.get(id);
  }

  spend(id, when) {
    this.spending.run(when, id);
  }

  remove(column, value) {
    this.database.prepare(`DELETE FROM kept WHERE ${column} = ?`).run(value);
  }
}

class GatheredSqlite extends Sqlite {
  constructor(file) {
    super(file);
    this.writes = new Gathered((batch) => this.commit(batch));
  }

  async commit(batch) {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      for (const [statement, values] of batch) statement.run(...values);
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  put(row) {
    return this.writes.add([this.putting, row]);
  }

  spend(id, when) {
    return this.writes.add([this.spending, [when, id]]);
  }
}

// One statement, so one transaction, for all writes of a moment, and one for all reads.
const PUT_ALL = `WITH spent AS (
    UPDATE kept SET consumed = given.moment FROM unnest($6::text[], $7::bigint[]) AS given(name, moment)
    WHERE kept.id = given.name)
  INSERT INTO kept SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) ${UPSERT}`;
const GET_ALL = 'SELECT id, payload, expires, consumed FROM kept WHERE id = ANY($1)';

class GatheredPostgres {
  constructor(address) {
    this.pool = new pg.Pool({ connectionString: address, max: CONNECTIONS });
    this.writes = new Gathered((batch) => this.putAll(batch));
    this.reads = new Gathered((ids) => this.getAll(ids));
  }

  async open() {
    await this.pool.query(TABLE);
  }

  async putAll(batch) {
    // A statement may touch a row once; the caller who is later in a batch has the last word.
    const rows = [...new Map(batch.filter(({ row }) => row).map(({ row }) => [row[0], row])).values()];
    const spent = batch.filter(({ row }) => !row);
    const values = [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column]));
    values.push(spent.map(({ id }) => id), spent.map(({ when }) => when));
    await this.pool.query({ name: 'put-all', text: PUT_ALL, values });
  }

  async getAll(ids) {
    const { rows } = await this.pool.query({ name: 'get-all', text: GET_ALL, values: [ids] });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id));
  }

  put(row) {
    return this.writes.add({ row });
  }

  spend(id, when) {
    return this.writes.add({ id, when });
  }

  get(id) {
    return this.reads.add(id);
  }

  remove(column, value) {
    return this.pool.query(`DELETE FROM kept WHERE ${column} = $1`, [value]);
  }
}

const STORES = {
  memory: Memory,
  sqlite: Sqlite,
  'gathered-sqlite': GatheredSqlite,
  'gathered-postgres': GatheredPostgres,
};

/** What the provider is given for `adapter`. */
export async function adapterFor(kind, place) {
  const store = new STORES[kind](place);
  await store.open?.();
  return (model) => new Adapter(model, store);
}
