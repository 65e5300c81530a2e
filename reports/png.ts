import { createRequire } from 'node:module'
import type { ChartConfiguration, ChartType } from 'chart.js'
import type { RunResult } from '../bench/records/run-result.ts'
import { withPrebuiltCanvas } from './canvas.ts'
import { barsConfig, barsHeight, type ChartLook, radarConfig } from './charts.ts'
import type { ReportFile, ReportFormat } from './contract.ts'
import { headingOf } from './format.ts'
import { lightPalette } from './palette.ts'
import { oneLine, truncate } from './text.ts'

const require = createRequire(import.meta.url)

/** Charts as pictures, light, at twice their size: `radar.png` and `dimensions.png`. */
export const png: ReportFormat = {
  title: 'Charts as PNG pictures',
  files(result) {
    return [
      { name: 'radar.png', content: render(radarConfig(result.models, look), 760, captions(result)) },
      {
        name: 'dimensions.png',
        content: render(barsConfig(result.models, look), barsHeight(result.models), captions(result)),
      },
    ] satisfies ReportFile[]
  },
}

/** Family under which the package's own font is registered, so that a machine without fonts draws the same text. */
const fontFamily = 'Report Inter'
const look: ChartLook = { palette: lightPalette, fontFamily: `"${fontFamily}", sans-serif`, width: 900 }

/** A picture travels alone, so it says what it shows and what its numbers are not. */
function captions(result: RunResult) {
  const models = result.models.map((model) =>
    model.notice === null ? model.model : `${model.model} (${model.notice})`,
  )
  return {
    title: [`${headingOf(result)}: ${models.join(', ')}`],
    subtitle: [`Run ${result.runId}`, ...(result.profile.notice === null ? [] : [result.profile.notice])],
  }
}

/** A PNG of `look.width` pixels by `height` and its captions, doubled. */
function render<T extends ChartType>(
  config: ChartConfiguration<T>,
  chartHeight: number,
  { title, subtitle }: ReturnType<typeof captions>,
): Uint8Array {
  registerFonts()
  const lineHeight = 20
  const height = chartHeight + 50 + lineHeight * (title.length + subtitle.length)
  const font = { family: look.fontFamily, size: 13, weight: 'normal' as const }
  const caption = { display: true, align: 'start' as const, font }
  const plugins = {
    ...config.options?.plugins,
    title: { ...caption, text: oneLines(title), color: look.palette.ink, font: { ...font, size: 18 } },
    subtitle: {
      ...caption,
      text: oneLines(subtitle),
      color: look.palette.secondary,
      padding: { bottom: 20 },
    },
  }
  return withPrebuiltCanvas(() => {
    const { ChartJSNodeCanvas } = require('chartjs-node-canvas') as typeof import('chartjs-node-canvas')
    const canvas = new ChartJSNodeCanvas({
      width: look.width,
      height,
      backgroundColour: look.palette.background,
    })
    const options = { ...config.options, plugins, layout: { padding: 20 }, devicePixelRatio: 2 }
    return new Uint8Array(
      canvas.renderToBufferSync({ ...config, options } as ChartConfiguration, 'image/png'),
    )
  })
}

const oneLines = (lines: readonly string[]) => lines.map((line) => truncate(oneLine(line), 110))

let registered = false

/** Latin and extended Latin; other scripts in a model's name use the system's fonts. */
function registerFonts() {
  if (registered) return
  const { GlobalFonts } = require('@napi-rs/canvas') as typeof import('@napi-rs/canvas')
  for (const subset of ['latin', 'latin-ext']) {
    const file = require.resolve(`@fontsource/inter/files/inter-${subset}-400-normal.woff2`)
    if (GlobalFonts.registerFromPath(file, fontFamily) === null) throw new Error(`Font ${file} can't be read`)
  }
  registered = true
}
