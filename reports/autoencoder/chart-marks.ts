import type { BarElement, Chart, Plugin } from 'chart.js'
import type { ProfileKind } from '../../bench/records/autoencoder-result.ts'
import type { ChartLook } from '../charts.ts'

/** The part of a canvas context that the marks use; the DOM's types are not known here. */
export interface MarkContext {
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  font: string
  textBaseline: string
  textAlign: string
  save(): void
  restore(): void
  beginPath(): void
  rect(x: number, y: number, width: number, height: number): void
  clip(): void
  fill(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  stroke(): void
  strokeRect(x: number, y: number, width: number, height: number): void
  setLineDash(segments: number[]): void
  fillText(text: string, x: number, y: number): void
}

/** Pixels between the stripes of a composed bar. */
const stripe = 6

/**
 * Marks bars by how their number is known, so that colour is not needed: measured is solid, composed is striped,
 * projected is hollow with a dashed edge.
 */
export function kindMarks(
  kindOf: (dataset: number, index: number) => ProfileKind | null,
  look: ChartLook,
): Plugin<'bar'> {
  return {
    id: 'kind-marks',
    afterDatasetsDraw(chart) {
      const context = chart.ctx as unknown as MarkContext
      for (const meta of chart.getSortedVisibleDatasetMetas()) {
        for (const [index, bar] of meta.data.entries()) {
          const kind = kindOf(meta.index, index)
          const box = boxOf(bar as BarElement)
          if (kind === null || box.width < 0.5) continue
          if (kind === 'composed') drawStripes(context, box, look)
          if (kind === 'projected') drawHollow(context, box, colourOf(chart, meta.index), look)
        }
      }
    },
  }
}

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

function boxOf(bar: BarElement): Box {
  const { x, y, base, height, width, horizontal } = bar.getProps(
    ['x', 'y', 'base', 'height', 'width', 'horizontal' as never],
    true,
  ) as unknown as Record<'x' | 'y' | 'base' | 'height' | 'width', number> & { horizontal: boolean }
  return horizontal
    ? { left: Math.min(x, base), top: y - height / 2, width: Math.abs(x - base), height }
    : { left: x - width / 2, top: Math.min(y, base), width, height: Math.abs(y - base) }
}

const colourOf = (chart: Chart, dataset: number): unknown => chart.data.datasets[dataset]?.backgroundColor

function drawStripes(context: MarkContext, { left, top, width, height }: Box, { palette }: ChartLook): void {
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  context.strokeStyle = palette.background
  context.lineWidth = 2
  context.beginPath()
  // lines start on one grid for the whole chart, so that neighbours don't show seams
  const first = Math.floor((left - height) / stripe) * stripe
  for (let x = first; x < left + width + height; x += stripe) {
    context.moveTo(x, top + height)
    context.lineTo(x + height, top)
  }
  context.stroke()
  context.restore()
}

function drawHollow(
  context: MarkContext,
  { left, top, width, height }: Box,
  colour: unknown,
  { palette }: ChartLook,
): void {
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  context.fillStyle = `${palette.background}c4`
  context.fill()
  context.strokeStyle = colour
  context.lineWidth = 3
  context.setLineDash([4, 3])
  context.strokeRect(left, top, width, height)
  context.restore()
}

/** Writes a text right of each row's bars. */
export function rowTexts(texts: readonly string[], look: ChartLook): Plugin<'bar'> {
  return {
    id: 'row-texts',
    afterDatasetsDraw(chart) {
      const { y } = chart.scales
      if (y === undefined) return
      const context = chart.ctx as unknown as MarkContext
      context.save()
      context.fillStyle = look.palette.ink
      context.font = `12px ${look.fontFamily}`
      context.textBaseline = 'middle'
      for (const [index, text] of texts.entries()) {
        const ends = chart
          .getSortedVisibleDatasetMetas()
          .map(({ data }) => data[index] as BarElement | undefined)
          .filter((bar) => bar !== undefined)
          .map((bar) => boxOf(bar))
          .filter(({ width }) => Number.isFinite(width))
          .map(({ left, width }) => left + width)
        context.fillText(text, Math.max(...ends, chart.chartArea.left) + 8, y.getPixelForValue(index))
      }
      context.restore()
    },
  }
}
