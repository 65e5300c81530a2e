import type { AutoencoderResult } from '../../bench/records/autoencoder-result.ts'
import { stageTitles, variantName, workloadTitleOf } from './names.ts'

type ProfileFailure = AutoencoderResult['failures'][number]

/** `4×8×8, 768px 16:9, decode`, or `The run`. */
export function failureWhere(
  result: AutoencoderResult,
  { variant, workload, stage }: ProfileFailure,
): string {
  const parts = [
    variant === null ? null : variantName(variant),
    workload === null ? null : workloadTitleOf(result, workload),
    stage === null ? null : stageTitles[stage].toLowerCase(),
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'The run' : parts.join(', ')
}
