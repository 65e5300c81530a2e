import { vbenchDimensionIds } from '../bench/records/dimension.ts'

/** One row of other people's numbers: percent, as printed at its source. */
export interface PublishedRow {
  readonly model: string
  /** Date on the leaderboard and who sampled the videos, as far as it says. */
  readonly origin: string
  readonly source: string
  readonly total: number
  readonly quality: number | null
  readonly semantic: number | null
  /** In the order of VBench's score table; null where only totals are published. */
  readonly dimensions: readonly number[] | null
  /** Where published numbers contradict each other. */
  readonly caveat: string | null
}

/** Where the rows of the leaderboard are from. */
const leaderboard =
  'VBench leaderboard, https://huggingface.co/spaces/Vchitect/VBench_Leaderboard (VBench 1.0 text-to-video), as captured in github.com/ukitako1030/EVAL@1fca053'
const lumina = 'arXiv:2502.06782, table 1 and its appendix, quoting the leaderboard'

/** Order of `dimensions`: that of the records. */
export const publishedOrder = vbenchDimensionIds

/**
 * Published numbers of VBench 1.0 that a report of VBench's own networks shows beside its own. The protocol (prompts, samples,
 * lengths of clips) is each publisher's; nothing here was measured by this package.
 */
export const publishedRows: readonly PublishedRow[] = [
  {
    model: 'Sora (OpenAI)',
    origin: '2025-01-14; Gold; sampled by VBench Team',
    source: leaderboard,
    total: 84.28,
    quality: 85.51,
    semantic: 79.35,
    dimensions: [
      96.23, 96.35, 98.87, 98.74, 79.91, 63.46, 68.28, 93.93, 70.85, 98.2, 80.11, 74.29, 56.95, 24.76, 25.01,
      26.26,
    ],
    caveat:
      'The report of Open-Sora 2.0 prints 78.6 for the semantic score, which does not give Sora’s total of 84.28; 79.35 does.',
  },
  {
    model: 'Open-Sora-2.0 (2025-03-18)',
    origin: '2025-03-31; Silver; sampled by Open-Sora Team',
    source: leaderboard,
    total: 84.34,
    quality: 85.4,
    semantic: 80.12,
    dimensions: [
      97.71, 98.0, 99.4, 98.69, 71.39, 64.39, 65.66, 94.5, 77.72, 95.4, 85.98, 76.18, 52.71, 22.98, 25.91,
      27.5,
    ],
    caveat:
      'Open-Sora 2.0 has three published totals: 84.34 and 81.71 on the leaderboard, 83.6 in its own report (arXiv:2503.09642, Fig. 10).',
  },
  {
    model: 'Open-Sora-2.0 (2025-03-14)',
    origin: '2025-03-14',
    source: leaderboard.replace('1fca053', 'acd77c8'),
    total: 81.71,
    quality: null,
    semantic: null,
    dimensions: null,
    caveat: 'The first of its two rows on the leaderboard, total only.',
  },
  {
    model: 'OpenSora V1.2 (8s)',
    origin: '2024-09-02; VBench Team',
    source: lumina,
    total: 79.76,
    quality: 81.35,
    semantic: 73.39,
    dimensions: [
      96.75, 97.61, 99.53, 98.5, 42.39, 56.85, 63.34, 82.22, 51.83, 91.2, 90.08, 68.56, 42.44, 23.95, 24.54,
      26.85,
    ],
    caveat: null,
  },
  {
    model: 'HunyuanVideo (Open-Source Version)',
    origin: '2024-12-16; Gold',
    source: leaderboard,
    total: 83.24,
    quality: 85.09,
    semantic: 75.82,
    dimensions: [
      97.37, 97.76, 99.44, 98.99, 70.83, 60.36, 67.56, 86.1, 68.55, 94.4, 91.6, 68.68, 53.88, 19.8, 23.89,
      26.44,
    ],
    caveat: null,
  },
  {
    model: 'Wan2.1-T2V-14B',
    origin: '2025-07-25; Gold',
    source: leaderboard,
    total: 83.69,
    quality: 85.59,
    semantic: 76.11,
    dimensions: [
      97.52, 98.09, 99.46, 98.3, 65.46, 66.07, 69.43, 86.28, 69.58, 95.4, 88.59, 75.39, 45.75, 22.64, 23.19,
      25.91,
    ],
    caveat: null,
  },
  {
    model: 'Step-Video-T2V',
    origin: '2025-03-13; Gold',
    source: leaderboard,
    total: 81.83,
    quality: 84.46,
    semantic: 71.28,
    dimensions: [
      98.05, 97.67, 99.4, 99.08, 53.06, 61.23, 70.63, 80.56, 50.55, 94.0, 88.25, 71.47, 24.38, 23.17, 26.01,
      27.12,
    ],
    caveat: null,
  },
  {
    model: 'CogVideoX1.5-5B (5s SAT prompt-optimized)',
    origin: '2024-11-15; Gold',
    source: leaderboard,
    total: 82.17,
    quality: 82.78,
    semantic: 79.76,
    dimensions: [
      96.87, 97.35, 98.88, 98.31, 50.93, 62.79, 65.02, 87.47, 69.65, 97.2, 87.55, 80.25, 52.91, 24.89, 25.19,
      27.3,
    ],
    caveat: null,
  },
  {
    model: 'Open-Sora 2.0 (its own report)',
    origin: 'self-reported',
    source: 'arXiv:2503.09642, Fig. 10',
    total: 83.6,
    quality: 84.4,
    semantic: 80.3,
    dimensions: null,
    caveat: null,
  },
]
