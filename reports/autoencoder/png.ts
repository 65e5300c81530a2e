import type { AutoencoderResult } from '../../bench/records/autoencoder-result.ts'
import { chartImage, type ImageCaptions, imageLook } from '../chart-image.ts'
import type { ReportFile } from '../contract.ts'
import type { AutoencoderReportFormat } from './contract.ts'
import { memoryConfig, memoryHeight, memoryRows } from './memory-chart.ts'
import { variantName } from './names.ts'
import { pareto } from './pareto.ts'
import { paretoConfig } from './pareto-chart.ts'
import { scalingConfig } from './scaling-chart.ts'
import { stageGroups } from './stage-groups.ts'
import { stagesConfig, stagesHeight } from './stages-chart.ts'

// Pixels.
const scatterHeight = 460

/** Charts as pictures, light, at twice their size; one that would be empty is not made. */
export const png: AutoencoderReportFormat = {
  title: 'Charts as PNG pictures',
  files: (result) => [
    ...stagePicture(result),
    ...scalingPictures(result),
    ...memoryPicture(result),
    ...paretoPicture(result),
  ],
}

/** A picture travels alone, so it says what it shows and how its numbers are known. */
function captions(result: AutoencoderResult, title: string, kinds: string): ImageCaptions {
  const { cpu, cores } = result.manifest.machine
  return {
    title: [`${title}: ${result.variants.map(({ id }) => variantName(id)).join(', ')}`],
    subtitle: [kinds, `Run ${result.runId}, ${cpu}, ${cores} cores`],
  }
}

const barKinds = 'Solid: measured. Striped: composed of measured parts. Hollow: projected, not a measurement.'
const pointKinds =
  'Circles: measured. Squares: composed of measured parts. Triangles: projected, not a measurement.'

function stagePicture(result: AutoencoderResult): ReportFile[] {
  const groups = stageGroups(result)
  if (groups.length === 0) return []
  const said = captions(result, 'Where the time goes', barKinds)
  return [
    { name: 'stages.png', content: chartImage(stagesConfig(groups, imageLook), stagesHeight(groups), said) },
  ]
}

function scalingPictures(result: AutoencoderResult): ReportFile[] {
  const variants = result.variants.map(({ id }) => id)
  return (['pixels', 'frames'] as const)
    .filter((axis) => result.scaling.points.some((point) => point.axis === axis))
    .map((axis) => ({
      name: `scaling-${axis}.png`,
      content: chartImage(
        scalingConfig(result.scaling, axis, variants, imageLook),
        scatterHeight,
        captions(result, `Scaling with ${axis}`, pointKinds),
      ),
    }))
}

function memoryPicture(result: AutoencoderResult): ReportFile[] {
  const rows = memoryRows(result)
  if (rows.length === 0) return []
  const variants = result.variants.map(({ id }) => id)
  const content = chartImage(
    memoryConfig(rows, variants, imageLook),
    memoryHeight(rows, variants.length),
    captions(result, 'Peak memory', 'Measured; the tick is what was planned before anything was loaded.'),
  )
  return [{ name: 'memory.png', content }]
}

function paretoPicture(result: AutoencoderResult): ReportFile[] {
  const found = pareto(result)
  if (found === null) return []
  const variants = result.variants.map(({ id }) => id)
  const kinds = `Time: ${found.timeKind}. Filled: quality measured here. Hollow: published, on clips that are not named.`
  const content = chartImage(
    paretoConfig(found, variants, imageLook),
    scatterHeight,
    captions(result, 'Quality against time', kinds),
  )
  return [{ name: 'quality.png', content }]
}
