import type { ProfileCell, ProfileResidual } from '../records/autoencoder-result.ts'
import { textsOf } from './group.ts'
import { type HardwareId, hardwareTable } from './hardware.ts'
import { type EfficiencyFit, fitEfficiency, type Observation, project, residual } from './projection.ts'
import { fittedTimes, heldOutTimes, type PublishedTime } from './published-times.ts'
import type { SuiteWorkload } from './suite-request.ts'
import type { SuiteVariant } from './suite-variant.ts'
import { type ProfileVariantId, profileVariants } from './variants.ts'
import { countWorkload, type Workload, type WorkloadCount } from './workload-flops.ts'

/** Where clips are projected to. */
export interface ProjectionGoal {
  readonly hardware: HardwareId
  readonly gpus: number
}

export interface Projections {
  readonly fit: EfficiencyFit
  readonly residuals: readonly ProfileResidual[]
}

/** Hardware of the published times on one GPU (Open-Sora, README: H100 or H800, whose arithmetic is the same). */
const fittedHardware: HardwareId = 'h100-sxm'

/** Fits the efficiency on the published times of one GPU and holds it against all of them. */
export async function projectPublished(): Promise<Projections> {
  const observations: (Observation & { readonly time: PublishedTime; readonly fitted: boolean })[] = []
  for (const [times, fitted] of [[fittedTimes, true] as const, [heldOutTimes, false] as const]) {
    for (const time of times) {
      const count = await countedWorkload(time.variant, time.workload)
      observations.push({ count, seconds: time.seconds, time, fitted })
    }
  }
  const fit = fitEfficiency(
    fittedHardware,
    observations.filter(({ fitted }) => fitted),
  )
  const residuals = observations.map(({ count, time, fitted }): ProfileResidual => {
    // of the two GPUs only the H800's link has a known speed
    const hardware: HardwareId = time.gpus > 1 ? 'h800-sxm' : fittedHardware
    const projected = project(count, { hardware, gpus: time.gpus }, fit)
    return {
      variant: time.variant,
      workload: workloadText(time.workload),
      publishedSeconds: time.seconds,
      source: time.source,
      projected,
      relative: residual(time.seconds, projected).relative,
      fitted,
    }
  })
  return { fit, residuals }
}

const workloadText = ({ resolution, aspectRatio, frames, passes }: Workload) =>
  `${resolution} ${aspectRatio}, ${frames} frames, ${passes.passes} steps of ${passes.batch} branches`

/** Counts take seconds at official size and never change: each is made once. */
const counted = new Map<string, Promise<WorkloadCount>>()

function countedWorkload(variant: ProfileVariantId, workload: Workload): Promise<WorkloadCount> {
  const key = JSON.stringify([variant, workload])
  const known = counted.get(key) ?? countWorkload(profileVariants[variant], workload)
  counted.set(key, known)
  return known
}

/** The cells with what their clips would take elsewhere. Variants of the user's, whose work is not known, have none. */
export async function withProjections(
  cells: readonly ProfileCell[],
  variants: readonly SuiteVariant[],
  workloads: readonly SuiteWorkload[],
  goals: readonly ProjectionGoal[],
  fit: EfficiencyFit,
): Promise<readonly ProfileCell[]> {
  const out: ProfileCell[] = []
  for (const cell of cells) {
    const variant = variants.find(({ id }) => id === cell.variant)!
    const workload = workloads.find(({ id }) => id === cell.workload)!
    const id = builtInId(variant)
    if (id === null) {
      out.push(cell)
      continue
    }
    const { resolution, aspectRatio, steps, branches } = workload
    const passes = { batch: branches, passes: steps }
    const video = { resolution, aspectRatio, frames: cell.frames }
    const count = await countedWorkload(id, { ...video, passes, texts: textsOf(branches) })
    out.push({ ...cell, projections: goals.map((goal) => project(count, goal, fit)) })
  }
  return out
}

/** The name under which a variant's published form is known; null for a changed or a user's one. */
function builtInId({ id, codec, transformer }: SuiteVariant): ProfileVariantId | null {
  if (!Object.hasOwn(profileVariants, id)) return null
  const known = profileVariants[id as ProfileVariantId]
  const same =
    codec.kind === 'built-in' && codec.autoencoder === known.autoencoder && transformer?.mmdit === known.mmdit
  return same ? (id as ProfileVariantId) : null
}

/** Every goal names hardware of the table. */
export const hardwareIds = Object.keys(hardwareTable) as HardwareId[]
