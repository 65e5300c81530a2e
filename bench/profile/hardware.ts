/** A GPU's published limits, for projections. Secondary sources, all of them: no maker's data sheet was at hand. */
export interface Hardware {
  readonly title: string
  /** Dense bfloat16 products with float32 sums, operations per second. */
  readonly flopsPerSecond: number
  readonly bytesPerSecond: number
  readonly memoryBytes: number
  /** To the other GPUs of one machine, both directions together; null where no source was found. */
  readonly linkBytesPerSecond: number | null
  readonly source: string
}

const tera = 1e12
const giga = 1e9

export const hardwareTable = {
  // glennklockwood.com/garden/processors/h100: 989.4 TFLOP/s, 3.35 TB/s, 80 GB
  'h100-sxm': {
    title: 'H100 SXM5',
    flopsPerSecond: 989.4 * tera,
    bytesPerSecond: 3.35 * tera,
    memoryBytes: 80 * giga,
    linkBytesPerSecond: null,
    source: 'glennklockwood.com/garden/processors/h100',
  },
  // philisun.com: compute of the H100, 3.35 TB/s, 80 GB; tumgag.com: NVLink 400 GB/s
  'h800-sxm': {
    title: 'H800 SXM',
    flopsPerSecond: 989 * tera,
    bytesPerSecond: 3.35 * tera,
    memoryBytes: 80 * giga,
    linkBytesPerSecond: 400 * giga,
    source:
      'philisun.com/technical-analysis/nvidia-h800-vs-h100 (compute as the H100); tumgag.com/tag/nvidia h100 (NVLink)',
  },
  // aiwiki.ai: compute of the H100, 4.8 TB/s, 141 GB
  'h200-sxm': {
    title: 'H200 SXM',
    flopsPerSecond: 989 * tera,
    bytesPerSecond: 4.8 * tera,
    memoryBytes: 141 * giga,
    linkBytesPerSecond: null,
    source: 'aiwiki.ai/wiki/nvidia_h200',
  },
  // glennklockwood.com/garden/processors/A100, after NVIDIA's data sheet r4: 312 TFLOP/s, 2.039 TB/s, 80 GB
  'a100-sxm-80gb': {
    title: 'A100 SXM4 80 GB',
    flopsPerSecond: 312 * tera,
    bytesPerSecond: 2.039 * tera,
    memoryBytes: 80 * giga,
    linkBytesPerSecond: null,
    source: 'glennklockwood.com/garden/processors/A100',
  },
  // NVIDIA Ada GPU Architecture whitepaper, appendix A, as quoted elsewhere: 165.2 TFLOP/s, 1.008 TB/s, 24 GB
  'rtx-4090': {
    title: 'RTX 4090',
    flopsPerSecond: 165.2 * tera,
    bytesPerSecond: 1.008 * tera,
    memoryBytes: 24 * giga,
    linkBytesPerSecond: null,
    source: 'NVIDIA Ada GPU Architecture whitepaper, appendix A',
  },
} as const satisfies Record<string, Hardware>

export type HardwareId = keyof typeof hardwareTable
