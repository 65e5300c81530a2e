import type { PreferenceFormat } from './contract.ts'
import { csv } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { png } from './png.ts'

/** The formats of a study's report, named as those of other reports are. */
export const preferenceFormats = {
  html,
  json,
  csv,
  png,
  junit,
  markdown,
} as const satisfies Record<string, PreferenceFormat>
