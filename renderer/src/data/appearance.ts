/** Light or dark, contrast, density, size, and the language: kept in this browser, and by the app where there is one. */
import { i18n } from '@lingui/core';
import { useSyncExternalStore } from 'react';
import type { Look, Theme } from './abilities.ts';

export const languages = {
  en: { name: 'English', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
  ja: { name: '日本語', direction: 'ltr' },
} as const;
export type Language = keyof typeof languages;

const catalogs = {
  en: () => import('../locales/en.po'),
  ar: () => import('../locales/ar.po'),
  ja: () => import('../locales/ja.po'),
} satisfies Record<Language, unknown>;

const listeners = new Set<() => void>();

/** @returns the language chosen before, or the first of the system's that the page speaks */
export function chosenLanguage(): Language {
  const wanted = [localStorage.getItem('language') ?? '', ...navigator.languages];
  for (const one of wanted) {
    const [base = ''] = one.split('-');
    if (isLanguage(base)) return base;
  }
  return 'en';
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(languages, text);
}

/** Loads a language's words and turns the page into its direction. */
export async function showIn(language: Language): Promise<void> {
  const { messages } = await catalogs[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
  document.documentElement.dir = languages[language].direction;
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem('language', language);
  void window.keepsake?.setLook({ language });
  await showIn(language);
}

export function currentTheme(): Theme {
  const kept = localStorage.getItem('theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Puts the theme on the page and keeps it; in the app, `window.keepsake.setTheme` tells the window too. */
export function setTheme(theme: Theme): void {
  localStorage.setItem('theme', theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  void window.keepsake?.setTheme(theme);
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

export const textSizes = [90, 100, 110, 125, 150] as const;

/** How the page looks besides its theme, with what holds where nothing was chosen. */
interface ShownLook {
  readonly density: 'comfortable' | 'compact';
  readonly contrast: 'system' | 'more';
  readonly textSize: number;
}

function currentLook(): ShownLook {
  const size = Number(localStorage.getItem('textSize'));
  return {
    density: localStorage.getItem('density') === 'compact' ? 'compact' : 'comfortable',
    contrast: localStorage.getItem('contrast') === 'more' ? 'more' : 'system',
    textSize: textSizes.find((one) => one === size) ?? 100,
  };
}

/** Puts a change on the page and keeps it, here and in the app. */
export function setLook(change: Omit<Look, 'language'>): void {
  keep(change);
  showLook();
  void window.keepsake?.setLook(change);
}

export function useLook(): ShownLook {
  const seen = useSyncExternalStore(subscribe, () => JSON.stringify(currentLook()));
  return JSON.parse(seen) as ShownLook;
}

function keep(look: Look): void {
  for (const [name, value] of Object.entries(look))
    if (value !== undefined) localStorage.setItem(name, String(value));
}

function showLook(): void {
  const { density, contrast, textSize } = currentLook();
  const { dataset, style } = document.documentElement;
  dataset['density'] = density;
  dataset['contrast'] = contrast;
  style.fontSize = textSize === 100 ? '' : `${textSize}%`;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the app keeps counts more than what the page does: a page's storage does not outlive the app. */
export async function startAppearance(): Promise<void> {
  const [theme, look] = await Promise.all([window.keepsake?.theme(), window.keepsake?.look()]);
  if (look?.ok === true) keep(look.value);
  setTheme(theme?.ok === true ? theme.value : currentTheme());
  showLook();
  await showIn(chosenLanguage());
}
