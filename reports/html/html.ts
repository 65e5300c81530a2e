import type { RunResult } from '../../bench/records/run-result.ts'
import type { ReportContext, ReportFormat } from '../contract.ts'
import { headingOf } from '../format.ts'
import { htmlDocument } from './document.ts'
import { pageData } from './page-data.ts'

/** One `index.html` that needs nothing else but the videos beside it: no network, no server, no build. */
export const html: ReportFormat = {
  title: 'Report as one HTML page',
  files: async (result, context) => [{ name: 'index.html', content: await page(result, context) }],
}

function page(result: RunResult, context: ReportContext): Promise<string> {
  return htmlDocument({
    title: `${headingOf(result)}: ${result.models.map(({ model }) => model).join(', ')}`,
    withoutScript:
      'This report needs JavaScript. The same numbers are in result.json and dimensions.csv beside it.',
    data: pageData(result, context),
  })
}
