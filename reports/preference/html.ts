import type { PreferenceResult } from '../../bench/records/preference-result.ts'
import { htmlDocument } from '../html/document.ts'
import type { PreferenceFormat } from './contract.ts'

/** What the page gets. */
export interface StudyPageData {
  readonly result: PreferenceResult
  /** From the page's folder to the run's folder. */
  readonly runPath: string
  readonly version: string
}

/** One `index.html` that needs nothing else but the videos beside it: no network, no server, no build. */
export const html: PreferenceFormat = {
  title: 'Report as one HTML page',
  files: async (result, { runPath, version }) => [
    {
      name: 'index.html',
      content: await htmlDocument({
        title: `Human preference: ${result.study.models.join(', ')}`,
        withoutScript:
          'This report needs JavaScript. The same numbers are in result.json and pairs.csv beside it.',
        data: { result, runPath, version } satisfies StudyPageData,
        entry: new URL('page/main.ts', import.meta.url),
        styles: [new URL('page/style.css', import.meta.url)],
      }),
    },
  ],
}
