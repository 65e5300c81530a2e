import { en } from './en.ts'
import { zh } from './zh.ts'

export type TextKey = keyof typeof en
export type Texts = Readonly<Record<TextKey, string>>

/** The languages, each by its tag and in its own name. To add one: a file like zh.ts, and a row here. */
export const languages = {
  en: { name: 'English', texts: en },
  zh: { name: '中文', texts: zh },
} as const satisfies Record<string, { readonly name: string; readonly texts: Texts }>
export type Language = keyof typeof languages

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)

/** The first of the browser's languages that exists here, by its main part (`zh-Hans-CN` → `zh`); else English. */
export function chooseLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0]!).find(isLanguage) ?? 'en'
}

/** Fills `{name}` from the facts; a name without a fact stays as it is. */
export function fillText(text: string, facts: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(facts, name) ? String(facts[name]) : whole,
  )
}
