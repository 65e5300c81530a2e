import type { PreferenceFormat } from './contract.ts'

/** The whole result, indented: `preference.json`. */
export const json: PreferenceFormat = {
  title: 'Everything as JSON',
  files: (result) => [{ name: 'preference.json', content: `${JSON.stringify(result, null, 2)}\n` }],
}
