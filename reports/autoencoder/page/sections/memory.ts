import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { h } from '../../../html/page/element.ts'
import type { Theme } from '../../../html/page/theme.ts'
import { memoryConfig, memoryHeight, memoryRows } from '../../memory-chart.ts'
import { variantName } from '../../names.ts'
import { formatBytes, formatDeviation } from '../../quantities.ts'
import { chartBox } from '../chart-box.ts'
import { lead, section } from '../section.ts'
import { stacked, table } from '../table.ts'

/** Peak memory of each stage beside what was planned. */
export function memory(result: AutoencoderResult, theme: Theme): HTMLElement | null {
  const all = memoryRows(result, true)
  if (all.length === 0) return null
  const rows = memoryRows(result)
  const variants = result.variants.map(({ id }) => id)
  return section(
    'memory',
    'Memory',
    lead(
      'Resident memory of the process of each variant at its highest while the stage ran. The tick is what was planned from the graph before anything was loaded.',
    ),
    rows.length > 0 &&
      chartBox(
        {
          caption: 'Peak memory, with the plan as a tick',
          label: 'Bars of peak memory of each stage. The table below has the numbers.',
          heightPixels: memoryHeight(rows, variants.length),
          config: (look) => memoryConfig(rows, variants, look),
        },
        theme,
      ),
    h(
      'details',
      { class: 'numbers', open: rows.length === 0 },
      h('summary', {}, 'Memory in numbers'),
      table(
        'Memory',
        [{ title: 'Stage' }, ...variants.map((variant) => ({ title: variantName(variant), isNumber: true }))],
        all.map(({ title, workload, bytes }) => ({
          cells: [
            [title, h('small', {}, workload)],
            ...variants.map((variant) => {
              const { peak = null, planned = null } = bytes[variant] ?? {}
              const deviation =
                peak === null || planned === null
                  ? ''
                  : `, ${formatDeviation((planned - peak) / peak)} of the peak`
              return stacked(
                formatBytes(peak),
                planned === null ? null : `planned ${formatBytes(planned)}${deviation}`,
              )
            }),
          ],
        })),
      ),
    ),
  )
}
