// Words come from Fluent files, in the language of who works here.

import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import sharedEn from './en.ftl?raw';
import sharedSv from './sv.ftl?raw';

export type Language = 'en' | 'sv';
const KEPT = 'autheid.language';
const bundles: Partial<Record<Language, FluentBundle>> = {};

class Words {
  language = $state<Language>('en');
}

export const words = new Words();

function bundleOf(language: Language, ...texts: string[]): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const text of texts) bundle.addResource(new FluentResource(text));
  return bundle;
}

/** Take an application's own words into use, beside those that all have. */
export function learn(en: string, sv: string): void {
  bundles.en = bundleOf('en', sharedEn, en);
  bundles.sv = bundleOf('sv', sharedSv, sv);
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  speak(wanted.find((tag): tag is Language => tag === 'en' || tag === 'sv') ?? 'en');
}

export function speak(language: Language): void {
  words.language = language;
  document.documentElement.lang = language;
}

export function choose(language: Language): void {
  localStorage.setItem(KEPT, language);
  speak(language);
}

export function t(id: string, facts?: Record<string, FluentVariable>): string {
  const bundle = bundles[words.language];
  const message = bundle?.getMessage(id);
  if (!bundle || !message?.value) throw new Error(`no words for ${id}`);
  return bundle.formatPattern(message.value, facts);
}

/** The words for a name of the server's, or the name itself where there are none. */
export function named(prefix: string, name: string): string {
  const id = `${prefix}-${name.replaceAll('.', '-')}`;
  return bundles[words.language]?.hasMessage(id) ? t(id) : name;
}

export const moment = (at: number): string =>
  new Intl.DateTimeFormat(words.language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
export const clock = (at: number): string =>
  new Intl.DateTimeFormat(words.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
export const day = (at: number): string => new Intl.DateTimeFormat(words.language, { dateStyle: 'medium' }).format(at);
export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(words.language, { maximumFractionDigits: digits }).format(value);

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** How long ago, or until, in the largest unit that fits. */
export function ago(at: number, now: number): string {
  const [unit, millis] = STEPS.find(([, size]) => Math.abs(now - at) >= size) ?? STEPS[3];
  return new Intl.RelativeTimeFormat(words.language, { numeric: 'auto' }).format(Math.round((at - now) / millis), unit);
}
