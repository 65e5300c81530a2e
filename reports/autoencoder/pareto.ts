import type { AutoencoderResult, ProfileKind, QualityRow } from '../../bench/records/autoencoder-result.ts'
import { hardwareName, stageTitles, workloadTitleOf } from './names.ts'

/** One variant: what it takes and how well it reconstructs. */
export interface ParetoPoint {
  readonly variant: string
  readonly seconds: number
  readonly interval: readonly [number, number] | null
  readonly value: number
  /** Ours, on clips, or the authors'. */
  readonly quality: 'measured' | 'published'
  /** Whether no other point of its kind is both faster and better. */
  readonly isFront: boolean
}

/** Quality against time; all times are of one kind, on one machine. */
export interface Pareto {
  /** `Whole clip, 768px 16:9, projected for 1 × H100`. */
  readonly timeTitle: string
  readonly timeKind: ProfileKind
  readonly qualityTitle: string
  readonly points: readonly ParetoPoint[]
}

/** Quality against time, or null where no variant has both. */
export function pareto(result: AutoencoderResult): Pareto | null {
  const times = timesOf(result)
  if (times === null) return null
  const found = [...measuredQuality(result), ...publishedQuality(result)].flatMap(
    ({ variant, value, quality }) => {
      const time = times.of.get(variant)
      return time === undefined ? [] : [{ variant, value, quality, ...time }]
    },
  )
  if (found.length === 0) return null
  const points = found.map((point) => ({
    ...point,
    isFront: !found.some(
      (other) =>
        other.quality === point.quality &&
        other.seconds <= point.seconds &&
        other.value >= point.value &&
        (other.seconds < point.seconds || other.value > point.value),
    ),
  }))
  return { timeTitle: times.title, timeKind: times.kind, qualityTitle: 'Reconstruction, PSNR in dB', points }
}

interface Quality {
  readonly variant: string
  readonly value: number
  readonly quality: 'measured' | 'published'
}

/** Of the largest size at which a variant was measured; without tiles where both are. */
function measuredQuality({ quality }: AutoencoderResult): Quality[] {
  const best = new Map<string, QualityRow>()
  const pixels = ({ height, width }: QualityRow) => height * width
  for (const row of quality) {
    const known = best.get(row.variant)
    if (row.psnr.status !== 'scored') continue
    const isBetter =
      known === undefined || pixels(row) > pixels(known) || (pixels(row) === pixels(known) && !row.tiled)
    if (isBetter) best.set(row.variant, row)
  }
  return [...best.values()].flatMap(({ variant, psnr }) =>
    psnr.status === 'scored' ? [{ variant, value: psnr.value, quality: 'measured' as const }] : [],
  )
}

function publishedQuality({ claims, variants }: AutoencoderResult): Quality[] {
  return variants.flatMap(({ id }) => {
    const claim = claims.find((each) => each.id === `quality/${id}/psnr`)
    return claim === undefined ? [] : [{ variant: id, value: claim.published, quality: 'published' as const }]
  })
}

interface Times {
  readonly title: string
  readonly kind: ProfileKind
  readonly of: ReadonlyMap<
    string,
    { readonly seconds: number; readonly interval: readonly [number, number] | null }
  >
}

/**
 * The times that most variants have, of the largest such workload; the whole clip before its decoding, this machine
 * before others where as many variants have them.
 */
function timesOf(result: AutoencoderResult): Times | null {
  const workloads = [...new Set(result.cells.map(({ workload }) => workload))]
  const pixels = (id: string) =>
    Math.max(
      ...result.cells
        .filter((cell) => cell.workload === id)
        .map((cell) => cell.frames * cell.height * cell.width),
    )
  const candidates = workloads
    .toSorted((a, b) => pixels(b) - pixels(a))
    .flatMap((id) => [clipTimes(result, id), projectedTimes(result, id), decodeTimes(result, id)])
    .filter((times) => times.of.size > 0)
  const most = Math.max(0, ...candidates.map(({ of }) => of.size))
  return candidates.find(({ of }) => of.size === most) ?? null
}

type TimesOf = (result: AutoencoderResult, workload: string) => Times

const clipTimes: TimesOf = (result, workload) => {
  const own = result.cells.filter((cell) => cell.workload === workload)
  const kind = own.some(({ clipTime }) => clipTime?.kind === 'composed') ? 'composed' : 'measured'
  return {
    title: `${stageTitles.clip}, ${workloadTitleOf(result, workload)}, on this machine`,
    kind,
    of: new Map(own.flatMap(({ variant, clipTime }) => (clipTime === null ? [] : [[variant, clipTime]]))),
  }
}

const projectedTimes: TimesOf = (result, workload) => {
  const { hardware } = result.efficiency
  return {
    title: `${stageTitles.clip}, ${workloadTitleOf(result, workload)}, ${hardwareName({ hardware, gpus: 1 })}`,
    kind: 'projected',
    of: new Map(
      result.cells
        .filter((cell) => cell.workload === workload)
        .flatMap(({ variant, projections }) => {
          const time = projections.find((each) => each.hardware === hardware && each.gpus === 1)
          return time === undefined ? [] : [[variant, time]]
        }),
    ),
  }
}

const decodeTimes: TimesOf = (result, workload) => {
  const times = result.cells
    .filter((cell) => cell.workload === workload)
    .flatMap(({ variant, stages }) => {
      const time = stages.find(({ stage }) => stage === 'decode')?.time ?? null
      return time === null ? [] : [[variant, time] as const]
    })
  return {
    title: `${stageTitles.decode}, ${workloadTitleOf(result, workload)}, on this machine`,
    kind: times.some(([, { kind }]) => kind === 'composed') ? 'composed' : 'measured',
    of: new Map(times),
  }
}
