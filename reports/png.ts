import type { RunResult } from '../bench/records/run-result.ts'
import { chartImage, type ImageCaptions, imageLook } from './chart-image.ts'
import { barsConfig, barsHeight, radarConfig } from './charts.ts'
import type { ReportFile, ReportFormat } from './contract.ts'
import { headingOf } from './format.ts'

/** Charts as pictures, light, at twice their size: `radar.png` and `dimensions.png`. */
export const png: ReportFormat = {
  title: 'Charts as PNG pictures',
  files(result) {
    const { models } = result
    const said = captions(result)
    return [
      { name: 'radar.png', content: chartImage(radarConfig(models, imageLook), 760, said) },
      {
        name: 'dimensions.png',
        content: chartImage(barsConfig(models, imageLook), barsHeight(models), said),
      },
    ] satisfies ReportFile[]
  },
}

function captions(result: RunResult): ImageCaptions {
  const models = result.models.map((model) =>
    model.notice === null ? model.model : `${model.model} (${model.notice})`,
  )
  return {
    title: [`${headingOf(result)}: ${models.join(', ')}`],
    subtitle: [`Run ${result.runId}`, ...(result.profile.notice === null ? [] : [result.profile.notice])],
  }
}
