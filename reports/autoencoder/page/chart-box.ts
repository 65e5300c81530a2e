import { Chart, type ChartConfiguration, type ChartType } from 'chart.js'
import type { ChartLook } from '../../charts.ts'
import { h } from '../../html/page/element.ts'
import type { Theme } from '../../html/page/theme.ts'

export interface ChartBox<T extends ChartType> {
  readonly caption: string
  /** For readers who don't see it: what it shows, and where the numbers are. */
  readonly label: string
  readonly heightPixels: number
  config(look: ChartLook): ChartConfiguration<T>
}

/** A chart that is drawn again whenever the palette changes. */
export function chartBox<T extends ChartType>(
  { caption, label, heightPixels, config }: ChartBox<T>,
  theme: Theme,
): HTMLElement {
  const canvas = h('canvas', { role: 'img', 'aria-label': label })
  const box = h('div', { class: 'canvas' }, canvas)
  box.style.height = `${heightPixels}px`
  let drawn: Chart | null = null
  const draw = (palette: ChartLook['palette']) => {
    drawn?.destroy()
    const fontFamily = getComputedStyle(document.body).fontFamily
    const width = box.clientWidth || Math.min(1096, document.documentElement.clientWidth - 32)
    // Types differ by kind of chart; Chart.js takes either.
    drawn = new Chart(canvas, config({ palette, fontFamily, width }) as never)
  }
  theme.onPalette(draw)
  return h('figure', { class: 'chart' }, h('figcaption', {}, caption), box)
}
