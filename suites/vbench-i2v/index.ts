import type { Suite } from '../contract.ts'
import { weightedTotals } from '../totals.ts'
import { fileName } from '../vbench/file-name.ts'
import { selectTier } from '../vbench/tier.ts'
import { groupWeights, imageToVideoDimensions } from './dimensions.ts'
import { parsePrompts } from './prompts.ts'

/** Source: section 4 of vbench2_beta_i2v/README.md, Vchitect/VBench @45e79ec. */
const samples = 5

/** VBench-I2V (Huang et al., VBench++): nine dimensions of image-to-video, with upstream's aggregation. */
export const vbenchI2v = {
  id: 'vbench-i2v',
  title: 'VBench-I2V',
  description:
    'Nine dimensions of image-to-video: likeness to the picture, camera motion and quality, aggregated as VBench does.',
  dimensions: imageToVideoDimensions,
  promptSources: {
    'vbench-i2v': {
      kind: 'pinned',
      name: 'vbench2_i2v_full_info.json',
      urls: [
        'https://raw.githubusercontent.com/Vchitect/VBench/45e79ec14e69a2187202c675d2dbce1a71843d53/vbench2_beta_i2v/vbench2_i2v_full_info.json',
        'https://cdn.jsdelivr.net/gh/Vchitect/VBench@45e79ec14e69a2187202c675d2dbce1a71843d53/vbench2_beta_i2v/vbench2_i2v_full_info.json',
      ],
      sha256: '8cf4d34dc11779a336c216a1a71d482927cfa24a1bf736ab5c92425609f129f8',
    },
  },
  parsePrompts,
  samplesOf: () => samples,
  selectTier,
  fileName,
  totals: (values) => weightedTotals(imageToVideoDimensions, groupWeights, values),
  // Upstream scores clips of 5 to 10 s like shorter ones (table of models in the same README).
  protocolOf: () => 'vbench-i2v',
  // Source: section 2.4 of the same README
  pictures: { ratios: ['1-1', '8-5', '7-4', '16-9'] },
} as const satisfies Suite
