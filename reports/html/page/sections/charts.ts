import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineElement,
  PointElement,
  RadarController,
  RadialLinearScale,
  Tooltip,
} from 'chart.js'
import type { ModelResult } from '../../../../bench/records/run-result.ts'
import { barsConfig, barsHeight, radarConfig } from '../../../charts.ts'
import { h } from '../element.ts'
import type { Theme } from '../theme.ts'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineElement,
  PointElement,
  RadarController,
  RadialLinearScale,
  Tooltip,
)

/** The radar of normalised values beside the bars of values with intervals. The table below says the same in text. */
export function charts(models: readonly ModelResult[], theme: Theme): HTMLElement | null {
  const measured = models.some((model) => model.dimensions.some(({ value }) => value !== null))
  if (!measured) return null
  const radar = h('canvas', {
    role: 'img',
    'aria-label':
      'Radar chart of the normalised value of every measured dimension. The table of dimensions has the numbers.',
  })
  const bars = h('canvas', {
    role: 'img',
    'aria-label': 'Bar chart of every dimension with its interval. The table of dimensions has the numbers.',
  })
  const barsBox = h('div', { class: 'canvas' }, bars)
  barsBox.style.height = `${barsHeight(models)}px`
  let drawn: Chart[] = []
  theme.onPalette((palette) => {
    for (const chart of drawn) chart.destroy()
    const fontFamily = getComputedStyle(document.body).fontFamily
    const look = (canvas: HTMLCanvasElement) => ({
      palette,
      fontFamily,
      width: canvas.parentElement?.clientWidth ?? 600,
    })
    // Types differ by kind of chart; Chart.js takes either.
    drawn = [
      new Chart(radar, radarConfig(models, look(radar)) as never),
      new Chart(bars, barsConfig(models, look(bars)) as never),
    ]
  })
  return h(
    'section',
    { class: 'charts', 'aria-label': 'Charts' },
    h(
      'figure',
      {},
      h('figcaption', {}, 'Normalised, 0 to 100 % of VBench’s bounds'),
      h('div', { class: 'canvas radar' }, radar),
    ),
    h('figure', {}, h('figcaption', {}, 'Values with intervals'), barsBox),
  )
}
