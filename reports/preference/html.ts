import { htmlDocument } from '../html/document.ts'
import type { PreferenceFormat } from './contract.ts'
import type { StudyPageData } from './page-data.ts'

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
