import type { AutoencoderResult } from '../../bench/records/autoencoder-result.ts'
import { sentence } from '../format.ts'

/** What a reader should know before any number; the same in every format. */
export function noticesOf(result: AutoencoderResult): string[] {
  const { status, noise, speedups } = result
  const inconclusive = speedups.filter(({ verdict }) => verdict === 'inconclusive')
  return [
    status === 'complete' ? null : `This run is ${status}: the numbers cover what was finished`,
    noise.verdict === 'quiet' ? null : `${findingsText(noise.findings)} ${noise.remedy ?? ''}`.trim(),
    inconclusive.length === 0
      ? null
      : `${inconclusive.length} of ${speedups.length} speed-ups are inconclusive${noise.verdict === 'quiet' ? `: ${inconclusive[0]!.message}` : ''}`,
    usesSyntheticWeights(result)
      ? 'Times were measured on made-up weights of the official sizes. Their values do not change the time, and say nothing of quality'
      : null,
  ].filter((line) => line !== null)
}

/** Findings of a run as sentences. */
export const findingsText = (findings: readonly string[]): string =>
  findings.map((finding) => sentence(`${finding[0]?.toUpperCase() ?? ''}${finding.slice(1)}`)).join(' ')

/** What counted FLOPs leave out, as a sentence. */
export const notCountedText = (notCounted: string): string => sentence(`Not counted: ${notCounted}`)

/** Whether any time of this machine rests on weights that were made up. */
export function usesSyntheticWeights({ cells }: AutoencoderResult): boolean {
  return cells.some(({ stages }) =>
    stages.some(({ time }) => {
      if (time === null) return false
      return time.kind === 'measured'
        ? time.syntheticWeights
        : time.parts.some((each) => each.time.syntheticWeights)
    }),
  )
}
