import type { Suite } from '../contract.ts'
import { toyboxRows } from '../toybox/index.ts'
import { vbenchDimensions } from './dimensions.ts'
import { fileName } from './file-name.ts'
import { parsePrompts, promptsOf } from './prompts.ts'
import { protocolOf } from './protocol.ts'
import { keptSamples, samplesOf } from './samples.ts'
import { segmentSecondsOf } from './segments.ts'
import { selectTier } from './tier.ts'
import { vbenchTotals } from './totals.ts'

/** VBench (Huang et al., CVPR 2024): 16 dimensions of text-to-video quality, with upstream's aggregation. */
export const vbench = {
  id: 'vbench',
  title: 'VBench',
  description: '16 dimensions of text-to-video quality and prompt following, aggregated as VBench does.',
  dimensions: vbenchDimensions,
  promptSources: {
    toybox: { kind: 'embedded', name: 'toybox', prompts: promptsOf(toyboxRows, 'suites/toybox') },
    vbench: {
      kind: 'pinned',
      name: 'VBench_full_info.json',
      urls: [
        'https://raw.githubusercontent.com/Vchitect/VBench/45e79ec14e69a2187202c675d2dbce1a71843d53/vbench/VBench_full_info.json',
        'https://cdn.jsdelivr.net/gh/Vchitect/VBench@45e79ec14e69a2187202c675d2dbce1a71843d53/vbench/VBench_full_info.json',
      ],
      sha256: '5dd2de80ee43cda750b2b72ea7023657c0b90d3702041c7e4608c65dbe50dccd',
    },
  },
  parsePrompts,
  samplesOf,
  keptSamples,
  selectTier,
  fileName,
  totals: vbenchTotals,
  protocolOf,
  segmentSecondsOf,
} as const satisfies Suite
