import { createRequire } from 'node:module'
import type { ChartConfiguration, ChartType } from 'chart.js'
import { withPrebuiltCanvas } from './canvas.ts'
import type { ChartLook } from './charts.ts'
import { lightPalette } from './palette.ts'
import { oneLine, truncate } from './text.ts'

const require = createRequire(import.meta.url)

/** Family under which the package's own font is registered, so that a machine without fonts draws the same text. */
const fontFamily = 'Report Inter'

/** Look of charts that are drawn as pictures. */
export const imageLook: ChartLook = {
  palette: lightPalette,
  fontFamily: `"${fontFamily}", sans-serif`,
  width: 900,
}

/** A picture travels alone, so it says what it shows and what its numbers are not. */
export interface ImageCaptions {
  readonly title: readonly string[]
  readonly subtitle: readonly string[]
}

/** A PNG of `imageLook.width` pixels by `chartHeight` and its captions, doubled. */
export function chartImage<T extends ChartType>(
  config: ChartConfiguration<T>,
  chartHeight: number,
  { title, subtitle }: ImageCaptions,
): Uint8Array {
  registerFonts()
  const look = imageLook
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
    const { padding = 0 } = config.options?.layout ?? {}
    // what a chart writes right of its bars needs its room here, too
    const right = typeof padding === 'object' && 'right' in padding ? (padding.right ?? 0) : 0
    const layout = { padding: { top: 20, left: 20, bottom: 20, right: 20 + right } }
    const options = { ...config.options, plugins, layout, devicePixelRatio: 2 }
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
