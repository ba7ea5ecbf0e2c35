import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const ids = (language: string) =>
  new FluentResource(readFileSync(join(here, 'locales', `${language}.ftl`), 'utf8')).body.map(({ id }) => id).sort();

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(svelte|ts)$/.test(name) && !name.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : [];
  });
}

test('both languages have the same names', () => expect(ids('sv')).toEqual(ids('en')));

test('every name that is asked for has words, and every word is asked for', () => {
  const text = [...sources(here), ...sources(join(here, '../ui'))].join('\n');
  const quoted = new Set([...text.matchAll(/['"`]([a-z][a-z0-9-]*)['"`]/g)].map(([, id]) => id));
  // Some names are put together: `kind-…` and the like.
  const heads = [...text.matchAll(/t\(`([a-z-]+)\$\{/g)].map(([, head]) => head);
  const asked = [...text.matchAll(/\bt\('([a-z0-9-]+)'/g)].map(([, id]) => id);
  const known = ids('en');
  expect(asked.filter((id) => !known.includes(id))).toEqual([]);
  const told = (id: string) => quoted.has(id) || heads.some((head) => id.startsWith(head)) || /^(lost|revoked|email|devices?|pin|lock|recovery)/.test(id);
  expect(known.filter((id) => !told(id))).toEqual([]);
});
