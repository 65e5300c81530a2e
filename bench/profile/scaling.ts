import type { ProfileCell, ScalingFit, ScalingPoint } from '../records/autoencoder-result.ts'
import { studentQuantile } from '../tensor/statistics.ts'
import { upstreamPasses } from './predictions.ts'
import { type EfficiencyFit, project } from './projection.ts'
import { type ProfileVariantId, profileVariants } from './variants.ts'
import { countWorkload, stageNames } from './workload-flops.ts'

/** Resolutions at a fixed length, and lengths at a fixed resolution: points of the projected curves. */
const resolutions = ['256px', '384px', '512px', '768px'] as const
const lengths = [16, 32, 64, 128] as const
const fixedResolution = '256px'
const fixedLength = 16
/** Open-Sora, README, "Computational Efficiency". */
const steps = 50

type Point = ScalingPoint
type Curve = Pick<Point, 'variant' | 'stage' | 'kind' | 'axis'>

/** Projected times over resolution and length of every built-in variant, and of what was measured here. */
export async function scalingPoints(
  ids: readonly ProfileVariantId[],
  cells: readonly ProfileCell[],
  fit: EfficiencyFit,
): Promise<readonly Point[]> {
  const points: Point[] = []
  for (const id of ids) {
    for (const resolution of resolutions)
      points.push(...(await projectedPoints(id, 'pixels', resolution, fixedLength, fit)))
    for (const frames of lengths)
      points.push(...(await projectedPoints(id, 'frames', fixedResolution, frames, fit)))
  }
  return [...points, ...cells.flatMap(measuredPoints)]
}

async function projectedPoints(
  id: ProfileVariantId,
  axis: Point['axis'],
  resolution: string,
  length: number,
  fit: EfficiencyFit,
): Promise<Point[]> {
  const variant = profileVariants[id]
  // a first frame of its own comes on top
  const frames = variant.timeRule.causal ? length + 1 : length
  const workload = { resolution, aspectRatio: '1:1', frames, passes: upstreamPasses(steps), texts: 2 }
  const count = await countWorkload(variant, workload)
  const time = project(count, { hardware: fit.hardware, gpus: 1 }, fit)
  const { height, width } = count.tokens.pixels
  const base = {
    variant: id,
    kind: 'projected' as const,
    axis,
    x: axis === 'pixels' ? height * width : frames,
    label: `${resolution}, ${frames} frames`,
    tokens: count.tokens.tokens,
    hardware: time.hardware,
  }
  const stages = stageNames
    .filter((stage) => stage !== 'text')
    .map((stage) => ({
      ...base,
      stage,
      flops: count.stages[stage].flops,
      seconds: time.stages.find((each) => each.stage === stage)!.seconds,
    }))
  const flops = stageNames.reduce((sum, stage) => sum + count.stages[stage].flops, 0)
  return [...stages, { ...base, stage: 'clip' as const, flops, seconds: time.seconds }]
}

/** Times of this machine, at what resolution and length they happened to be measured; both change, so the axis is pixels. */
function measuredPoints({ variant, workload, stages, frames, height, width, tokens }: ProfileCell): Point[] {
  return stages.flatMap(({ stage, time, flops }): Point[] =>
    time === null || stage === 'text'
      ? []
      : [
          {
            variant,
            stage,
            kind: time.kind,
            axis: 'pixels',
            x: height * width,
            label: `${workload}, ${frames} frames`,
            tokens,
            flops,
            seconds: time.seconds,
            hardware: null,
          },
        ],
  )
}

/** A power law through every projected curve; those of this machine mix sizes and lengths and have none. */
export function scalingFits(points: readonly Point[]): readonly ScalingFit[] {
  const curves = new Map<string, { readonly curve: Curve; readonly points: Point[] }>()
  for (const point of points) {
    if (point.kind !== 'projected') continue
    const { variant, stage, kind, axis } = point
    const key = [variant, stage, kind, axis].join('\n')
    const known = curves.get(key) ?? { curve: { variant, stage, kind, axis }, points: [] }
    known.points.push(point)
    curves.set(key, known)
  }
  return [...curves.values()].flatMap(({ curve, points: own }) => {
    const line = powerLaw(own.map(({ x, seconds }) => [x, seconds] as const))
    return line ? [{ ...curve, ...line }] : []
  })
}

/** Least squares of log y on log x; null where all x are equal. */
export function powerLaw(points: readonly (readonly [x: number, y: number])[]) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const n = logs.length
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / n
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / n
  const spread = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  if (n < 2 || !(spread > 0)) return null
  const exponent = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread
  const residual = logs.reduce((sum, [x, y]) => sum + (y - meanY - exponent * (x - meanX)) ** 2, 0)
  const reach = n > 2 ? studentQuantile(0.975, n - 2) * Math.sqrt(residual / (n - 2) / spread) : null
  return {
    exponent,
    interval: reach === null ? null : ([exponent - reach, exponent + reach] as [number, number]),
    factor: Math.exp(meanY - exponent * meanX),
    points: n,
  }
}
