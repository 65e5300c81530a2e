import { htmlDocument } from '../html/document.ts'
import type { AutoencoderPageData, AutoencoderReportFormat } from './contract.ts'

/** One `index.html` that needs nothing else. */
export const html: AutoencoderReportFormat = {
  title: 'Report as one HTML page',
  async files(result, { version }) {
    const data: AutoencoderPageData = { result, version }
    const content = await htmlDocument({
      title: `${result.suite.title}: ${result.variants.map(({ id }) => id).join(', ')}`,
      withoutScript:
        'This report needs JavaScript. The same numbers are in result.json and the CSV files beside it.',
      data,
      entry: new URL('page/main.ts', import.meta.url),
      styles: [new URL('page/style.css', import.meta.url)],
    })
    return [{ name: 'index.html', content }]
  },
}
