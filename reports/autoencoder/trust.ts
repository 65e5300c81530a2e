import type { AutoencoderResult, MachinePeak, ScalingFit } from '../../bench/records/autoencoder-result.ts'
import { findingsText, notCountedText, usesSyntheticWeights } from './notices.ts'
import { formatDeviation, formatFactor, formatFlops, formatSeconds, formatShare } from './quantities.ts'
import { mainSpeedups } from './speedups.ts'

export interface TrustPoint {
  readonly title: string
  readonly text: string
}

/** What bounds these numbers, from this very run; nothing that does not apply. */
export function trustPoints(result: AutoencoderResult): TrustPoint[] {
  return [
    kinds(),
    machine(result),
    intervals(result),
    composition(result),
    projection(result),
    weights(result),
    qualityPoint(result),
    scalingPoint(result),
    counted(result),
    again(result),
  ].filter((point) => point !== null)
}

const kinds = (): TrustPoint => ({
  title: 'Three kinds of time',
  text: 'A measured time is what a clock on this machine gave. A composed time adds measured parts, each as often as the network holds it. A projected time was computed for other hardware. No two kinds share a mean, a bar or a fit.',
})

function machine({ noise, peak }: AutoencoderResult): TrustPoint {
  const drift =
    noise.drift === null
      ? ''
      : ` A reference product drifted by ${formatDeviation(noise.drift - 1)} over the run.`
  const shares = [
    noise.foreignShare === null
      ? null
      : `other processes took ${formatShare(noise.foreignShare)} of the cores`,
    noise.stolenShare === null ? null : `the hypervisor ${formatShare(noise.stolenShare)}`,
  ].filter((text) => text !== null)
  const load = shares.length === 0 ? '' : ` ${capital(shares.join(', '))}.`
  return {
    title: 'The machine',
    text: `${peakText(peak)}${drift}${load} ${findingsText(noise.findings)}`.trim(),
  }
}

const peakText = (peak: MachinePeak | null) =>
  peak === null
    ? 'Its own peak was not measured.'
    : `Its own peak was ${formatFlops(peak.matrixProduct.flopsPerSecond, 'FLOP/s')} on ${peak.threads} threads.`

const capital = (text: string) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`

function intervals(result: AutoencoderResult): TrustPoint | null {
  const { here } = mainSpeedups(result)
  if (here === null) return null
  const text =
    here.interval === null
      ? 'One round is all that fitted into the budget, so that the speed-up has no interval: raise the budget for one.'
      : `The speed-up of ${formatFactor(here.factor)} rests on ${here.rounds} interleaved rounds. Its interval says how far it would move if they were run again on this machine; another machine, another number of threads or another library is another number.`
  return { title: 'Intervals', text }
}

function composition({ composedChecks }: AutoencoderResult): TrustPoint | null {
  if (composedChecks.length === 0) return null
  const worst = composedChecks.toSorted((a, b) => Math.abs(b.relative) - Math.abs(a.relative))[0]!
  return {
    title: 'Composed times',
    text: `Held against whole runs at ${composedChecks.length} sizes, the composed time deviated by ${formatDeviation(worst.relative)} at most. At full depth weights no longer fit into caches or memory as those of one block do, which no small check shows.`,
  }
}

function projection({ residuals, efficiency }: AutoencoderResult): TrustPoint | null {
  const heldOut = residuals.filter(({ fitted }) => !fitted)
  const worst = heldOut.toSorted((a, b) => Math.abs(b.relative) - Math.abs(a.relative))[0]
  if (residuals.length === 0) return null
  const test =
    worst === undefined
      ? 'No published time was left to test it.'
      : `On ${heldOut.length} published times that the fit has not seen, the largest residual is ${formatDeviation(worst.relative)}.`
  return {
    title: 'Projections',
    text: `One efficiency is fitted on ${efficiency.observations} published times of ${efficiency.hardware} and used for all stages and all hardware. ${test} Ranges hold the spread of the fitted times alone: no error of the published numbers, of the count, or of another machine’s software.`,
  }
}

function weights(result: AutoencoderResult): TrustPoint | null {
  if (!usesSyntheticWeights(result)) return null
  return {
    title: 'Made-up weights',
    text: 'Networks of the official sizes were measured on made-up weights. The operators, shapes and bytes are the same, and so is the time; nothing is said of what the networks would show.',
  }
}

function qualityPoint({ quality }: AutoencoderResult): TrustPoint {
  const scored = quality.filter(({ clips }) => clips.length > 0)
  if (scored.length === 0) {
    return {
      title: 'Quality',
      text: 'No clip was reconstructed: this run says nothing of quality. Published numbers are shown as such.',
    }
  }
  const most = Math.max(...scored.map(({ clips }) => clips.length))
  return {
    title: 'Quality',
    text: `Reconstruction of ${most === 1 ? 'one clip' : `up to ${most} clips`}: it bounds what a generator with this autoencoder can show, and does not say what it will show. PSNR is taken over all bytes of a clip, SSIM over red, green and blue with the window of the paper, LPIPS per frame; means are over clips.`,
  }
}

function scalingPoint({ scaling }: AutoencoderResult): TrustPoint | null {
  const loose = scaling.fits.filter(({ interval }: ScalingFit) => interval === null)
  if (scaling.fits.length === 0 || loose.length === 0) return null
  return {
    title: 'Exponents',
    text: `${loose.length} of ${scaling.fits.length} exponents rest on two points, which any line meets.`,
  }
}

const counted = ({ notCounted, budget }: AutoencoderResult): TrustPoint => ({
  title: 'What was counted',
  text: `FLOPs are counted from the networks’ own graphs. ${notCountedText(notCounted)} Measuring took ${formatSeconds(budget.spentSeconds)}.`,
})

const again = ({ manifest }: AutoencoderResult): TrustPoint => ({
  title: 'To make it again',
  text: `Seed ${manifest.seed}, opensora-bench ${manifest.software.bench}, on ${manifest.machine.cpu} with ${manifest.machine.cores} cores: the manifest below has all of it.`,
})
