import type { DimensionId } from '../../../../bench/records/dimension.ts'
import { formatValue } from '../../../format.ts'
import type { ReportData } from '../data.ts'
import { h, svg } from '../element.ts'

const bins = 24
// Pixels.
const width = 168
const height = 28

/** A small histogram of all clips of a dimension with a mark at one value, and the same in words. */
export function strip(data: ReportData, id: DimensionId, value: number): HTMLElement {
  const values = data.page.scores[id]!.value.filter((each) => each !== null)
  const low = values.reduce((least, each) => Math.min(least, each), value)
  const high = values.reduce((most, each) => Math.max(most, each), value)
  const below = values.filter((each) => each < value).length
  const words = `higher than ${below} of ${values.length - 1} others`
  if (values.length < 2 || low === high)
    return h('span', { class: 'why' }, values.length < 2 ? 'the only one' : words)
  const place = (each: number) => (each - low) / (high - low)
  const counts = new Array<number>(bins).fill(0)
  for (const each of values) counts[Math.min(bins - 1, Math.floor(place(each) * bins))]! += 1
  const most = Math.max(...counts)
  const step = width / bins
  const x = 2 + place(value) * (width - 4)
  return h(
    'span',
    { class: 'strip', title: `${formatValue(low)} to ${formatValue(high)}` },
    svg(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
      counts.map((count, bin) => {
        const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 4))
        return svg('rect', {
          x: bin * step + 0.5,
          y: height - tall,
          width: step - 1,
          height: tall,
          class: 'bin',
        })
      }),
      svg('line', { x1: x, x2: x, y1: 0, y2: height, class: 'mark' }),
    ),
    h('span', { class: 'why' }, words),
  )
}
