import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import {
  chooseLanguage,
  fillText,
  isLanguage,
  type Language,
  languages,
  type TextKey,
} from '../texts/texts.ts'
import { remember, remembered } from './remembered.ts'

export type Translate = (key: TextKey, facts?: Readonly<Record<string, string | number>>) => string

interface LanguageContext {
  readonly language: Language
  readonly choose: (language: Language) => void
  readonly t: Translate
}

const translate =
  (language: Language): Translate =>
  (key, facts) =>
    fillText(languages[language].texts[key], facts)

const Context = createContext<LanguageContext>({
  language: 'en',
  choose: () => undefined,
  t: translate('en'),
})

const storageKey = 'opensora-bench-language'

/** The browser's language until the reader chooses one. */
export function LanguageProvider({ children }: { readonly children: ComponentChildren }) {
  const [language, setLanguage] = useState<Language>(() => {
    const chosen = remembered(storageKey)
    return chosen !== null && isLanguage(chosen) ? chosen : chooseLanguage(navigator.languages)
  })
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language
  }, [language])
  const choose = (next: Language) => {
    remember(storageKey, next)
    setLanguage(next)
  }
  return <Context.Provider value={{ language, choose, t: translate(language) }}>{children}</Context.Provider>
}

export const useLanguage = () => useContext(Context)
export const useTexts = (): Translate => useContext(Context).t

export function LanguageSelect() {
  const { language, choose, t } = useLanguage()
  return (
    <select
      class="language"
      aria-label={t('page.language')}
      value={language}
      onChange={({ currentTarget: { value } }) => isLanguage(value) && choose(value)}
    >
      {Object.entries(languages).map(([tag, { name }]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  )
}
