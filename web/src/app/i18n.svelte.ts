// Words come from Fluent files, in the person's language.

import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import en from './locales/en.ftl?raw';
import sv from './locales/sv.ftl?raw';

export type Language = 'en' | 'sv';
export const LANGUAGES: Record<Language, string> = { en: 'English', sv: 'Svenska' };
const KEPT = 'autheid.language';

const bundles: Record<Language, FluentBundle> = { en: bundleOf('en', en), sv: bundleOf('sv', sv) };

function bundleOf(language: Language, text: string): FluentBundle {
  // Isolation marks would stand in titles that are compared and copied; foreign values are isolated by <bdi>.
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  return bundle;
}

function preferred(): Language {
  const kept = localStorage.getItem(KEPT);
  const wanted = [kept, ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wanted.find((tag): tag is Language => tag === 'en' || tag === 'sv') ?? 'en';
}

class Words {
  language = $state<Language>('en');
}

export const words = new Words();

export function speak(language: Language = preferred()): void {
  words.language = language;
  document.documentElement.lang = language;
}

export function choose(language: Language): void {
  localStorage.setItem(KEPT, language);
  speak(language);
}

export function t(id: string, facts?: Record<string, FluentVariable>): string {
  const bundle = bundles[words.language];
  const message = bundle.getMessage(id);
  if (!message?.value) throw new Error(`no words for ${id}`);
  return bundle.formatPattern(message.value, facts);
}

export const moment = (at: number): string =>
  new Intl.DateTimeFormat(words.language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

export const clock = (at: number): string =>
  new Intl.DateTimeFormat(words.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
