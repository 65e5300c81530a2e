import type { Claim, QualityRow, QualityScore } from '../../records/autoencoder-result.ts'
import { type ProfileVariantId, profileVariants } from '../variants.ts'
import { informationDensity } from './density.ts'
import { type PublishedQuality, publishedQuality, publishedQualitySource } from './published-quality.ts'

/** Height and width of published reconstructions (Open-Sora 2.0 technical report, section 4.3.1: 256px). */
const publishedSide = 256

/**
 * What was published of the variants' reconstructions, beside ours. The published clips are not named, so a deviation is
 * shown and not judged; the information that is kept is counted, and judged.
 */
export function qualityClaims(rows: readonly QualityRow[]): Claim[] {
  return publishedQuality.flatMap((published) => {
    const { variant } = published
    if (variant === null) return []
    const row = rows.find(
      (each) =>
        each.variant === variant &&
        each.height === publishedSide &&
        each.width === publishedSide &&
        each.psnr.status === 'scored',
    )
    return [
      reductionClaim(published, variant),
      reconstructionClaim(published, variant, 'PSNR', 'dB', published.psnrDecibels, row?.psnr),
      reconstructionClaim(published, variant, 'SSIM', '1', published.ssim, row?.ssim),
      reconstructionClaim(published, variant, 'LPIPS', '1', published.lpips, row?.lpips),
    ]
  })
}

function reductionClaim({ title, informationReduction }: PublishedQuality, variant: ProfileVariantId): Claim {
  const { autoencoder, tokenPixels, mmdit } = profileVariants[variant]
  const { latentChannels } = autoencoder.spec
  const side = tokenPixels / mmdit.patchSize
  const frames = profileVariants[variant].timeRule.temporalReduction
  // one latent of a long video: the frames and pixels that it stands for
  const { reduction } = informationDensity([1, latentChannels, 1, 1, 1], {
    frames,
    height: side,
    width: side,
  })
  return {
    id: `quality/${variant}/information-reduction`,
    title: `${title}: pixel values to one latent value`,
    unit: '×',
    published: informationReduction,
    source: publishedQualitySource,
    found: reduction,
    foundInterval: null,
    foundKind: 'counted',
    deviation: (reduction - informationReduction) / informationReduction,
    tolerance: 0,
    verdict: reduction === informationReduction ? 'holds' : 'differs',
    note: 'Of long videos.',
  }
}

function reconstructionClaim(
  { title }: PublishedQuality,
  variant: ProfileVariantId,
  metric: string,
  unit: string,
  published: number,
  score: QualityScore | undefined,
): Claim {
  const found = score?.status === 'scored' ? score : null
  const note =
    found === null
      ? 'Nothing was reconstructed at 256×256 with the official weights.'
      : 'Not judged: the published clips are not named, and other clips give other numbers.'
  return {
    id: `quality/${variant}/${metric.toLowerCase()}`,
    title: `${title}: ${metric} at 256px`,
    unit,
    published,
    source: publishedQualitySource,
    found: found?.value ?? null,
    foundInterval: found?.interval ? [found.interval.low, found.interval.high] : null,
    foundKind: found === null ? null : 'measured',
    deviation: found === null ? null : (found.value - published) / published,
    tolerance: 0,
    verdict: 'not-tested',
    note,
  }
}
