import {
  type AutoencoderResult,
  autoencoderResultSchema,
  type ProfileCell,
  type QualityRow,
  type StageResult,
} from '../../../bench/records/autoencoder-result.ts'
import type { ComposedTime, MeasuredTime, ProjectedTime } from '../../../bench/records/profile.ts'

const interval = (seconds: number, half: number): [number, number] => [
  seconds * (1 - half),
  seconds * (1 + half),
]

export function measuredTime(seconds: number, half = 0.02, syntheticWeights = true): MeasuredTime {
  const samples = [0.99, 1, 1.01, 1, 1.05].map((factor) => seconds * factor)
  return {
    kind: 'measured',
    seconds,
    interval: interval(seconds, half),
    repetitions: samples.length,
    syntheticWeights,
    spread: {
      samples,
      quartiles: [seconds, seconds * 1.01],
      p95: seconds * 1.042,
      outliers: { mild: 1, severe: 0 },
      level: 0.95,
      stopped: 'tight',
    },
  }
}

export function composedTime(
  parts: readonly (readonly [name: string, count: number, seconds: number])[],
): ComposedTime {
  const seconds = parts.reduce((sum, [, count, each]) => sum + count * each, 0)
  return {
    kind: 'composed',
    seconds,
    interval: interval(seconds, 0.03),
    parts: parts.map(([name, count, each]) => ({ name, count, time: measuredTime(each) })),
  }
}

export function projectedTime(
  [text, denoise, decode]: readonly [number, number, number],
  { gpus = 1, hardware = 'H100 SXM5' } = {},
): ProjectedTime {
  const seconds = text + denoise + decode
  return {
    kind: 'projected',
    seconds,
    interval: interval(seconds, 0.07),
    stages: [
      { stage: 'text', seconds: text, bound: 'compute' },
      { stage: 'denoise', seconds: denoise, bound: 'compute' },
      { stage: 'decode', seconds: decode, bound: 'bandwidth' },
    ],
    exchangeSeconds: gpus === 1 ? 0 : null,
    hardware,
    gpus,
    efficiency: 0.46,
    fittedOn: 'H100 SXM5',
  }
}

function stage(
  name: StageResult['stage'],
  time: StageResult['time'],
  flops: number,
  peakMemoryBytes: number,
): StageResult {
  const achieved = time === null ? null : (flops * 0.7) / time.seconds
  return {
    stage: name,
    flops,
    executedFlops: flops * 0.7,
    time,
    achievedFlopsPerSecond: achieved,
    shareOfPeak: achieved === null ? null : achieved / 182e9,
    peakMemoryBytes: time === null ? null : peakMemoryBytes,
    plannedMemoryBytes: peakMemoryBytes * 0.94,
    problem: null,
  }
}

const GiB = 2 ** 30

function cell(
  variant: '4x8x8' | '4x32x32',
  workload: string,
  [width, height, frames]: readonly [number, number, number],
  tokens: number,
  times: { text: number; encode: number; step: number; decode: number } | null,
  gpu: readonly [number, number, number],
): ProfileCell {
  const isSlow = variant === '4x8x8'
  const latentShape = isSlow
    ? [1, 16, (frames + 3) >> 2, height / 8, width / 8]
    : [1, 128, frames >> 2, height / 32, width / 32]
  const denoise =
    times === null
      ? null
      : composedTime([
          ['double block', 19 * 100, times.step * 0.02],
          ['single block', 38 * 100, times.step * 0.015],
        ])
  const textTime = times === null ? null : composedTime([['encoder block', 48, times.text / 48]])
  const sum = times === null || denoise === null ? null : times.text + denoise.seconds + times.decode
  return {
    variant,
    workload,
    frames,
    height,
    width,
    latentShape,
    tokens,
    textTokens: 512,
    stages: [
      stage('text', textTime, 9.7e12, 2.1 * GiB),
      stage(
        'encode',
        times === null ? null : measuredTime(times.encode),
        3.1e11 * (times?.encode ?? 90),
        3.4 * GiB,
      ),
      stage('denoise', denoise, 2.1e13 * (tokens / 300), 2.6 * GiB),
      stage(
        'decode',
        times === null ? null : measuredTime(times.decode),
        2.4e11 * (times?.decode ?? 400),
        (isSlow ? 6.3 : 3.9) * GiB,
      ),
    ].map((each) =>
      times === null
        ? { ...each, problem: { code: 'BUDGET', message: 'It takes longer than the budget.' } }
        : each,
    ),
    stepTime:
      denoise === null
        ? null
        : composedTime([
            ['double block', 38, times!.step * 0.02],
            ['single block', 76, times!.step * 0.015],
          ]),
    clipTime:
      sum === null
        ? null
        : { kind: 'composed', seconds: sum, interval: interval(sum, 0.028), parts: denoise!.parts },
    projections: [
      projectedTime(gpu),
      projectedTime([gpu[0], gpu[1] / 8, gpu[2]], { gpus: 8 }),
      projectedTime([gpu[0] * 3.2, gpu[1] * 3.2, gpu[2] * 1.7], { hardware: 'A100 SXM4 80 GB' }),
    ],
  }
}

const none = (code: string, message: string, remedy: string): QualityRow['psnr'] => ({
  status: 'unscored',
  reason: { code, message, remedy },
})

const scored = (value: number, half: number): QualityRow['psnr'] => ({
  status: 'scored',
  value,
  interval: { low: value - half, high: value + half, level: 0.95 },
  clips: 4,
})

function qualityRow(
  variant: string,
  side: number,
  tiled: boolean,
  [psnr, ssim]: readonly [number, number],
): QualityRow {
  return {
    variant,
    height: side,
    width: side,
    frames: variant === '4x8x8' ? 17 : 16,
    tiled,
    clips: ['beach', 'city at night', 'dog running', 'tea'],
    failed: tiled
      ? [
          {
            clip: 'short',
            problem: {
              code: 'CLIP_TOO_SHORT',
              message: 'The clip has 9 frames, expected at least 16.',
              remedy: 'Make a longer clip.',
            },
          },
        ]
      : [],
    psnr: scored(psnr, 1.1),
    ssim: scored(ssim, 0.02),
    lpips: none(
      'WEIGHTS_ABSENT',
      'The file lpips-v0.1-alex.pth of the set lpips is not on this machine.',
      'Fetch it with `bench models pull lpips`.',
    ),
    addedFlicker: scored(variant === '4x8x8' ? 0.12 : -0.31, 0.05),
    seams: tiled
      ? scored(variant === '4x8x8' ? 1.08 : 1.31, 0.04)
      : none(
          'QUALITY_UNDEFINED',
          'Seams: 256x256, 17 frames, is no larger than a tile, or nothing differs.',
          'Reconstruct clips larger than a tile.',
        ),
  }
}

const source = 'Open-Sora, README.md, "Computational Efficiency" (text to video on H100 or H800)'

function residual(
  variant: string,
  workload: string,
  gpus: number,
  publishedSeconds: number,
  seconds: number,
  fitted: boolean,
): AutoencoderResult['residuals'][number] {
  return {
    variant,
    workload,
    publishedSeconds,
    source,
    projected: projectedTime([0.2, seconds * 0.97 - 0.2, seconds * 0.03], { gpus }),
    relative: (seconds - publishedSeconds) / publishedSeconds,
    fitted,
  }
}

function claim(
  id: string,
  title: string,
  unit: string,
  published: number,
  found: number | null,
  more: Partial<AutoencoderResult['claims'][number]> = {},
): AutoencoderResult['claims'][number] {
  const tolerance = more.tolerance ?? 0.05
  const deviation = found === null ? null : (found - published) / published
  return {
    id,
    title,
    unit,
    published,
    source: 'Open-Sora 2.0 technical report (arXiv 2503.09642v3), section 3.1 and figure 4',
    found,
    foundInterval: null,
    foundKind: found === null ? null : 'counted',
    deviation,
    tolerance,
    verdict: deviation === null ? 'not-tested' : Math.abs(deviation) <= tolerance ? 'holds' : 'differs',
    note: '',
    ...more,
  }
}

function scalingCurve(
  variant: string,
  stage: 'clip' | 'decode',
  kind: 'measured' | 'projected',
  axis: 'pixels' | 'frames',
  xs: readonly number[],
  factor: number,
  exponent: number,
): AutoencoderResult['scaling'] {
  const points = xs.map((x, i) => ({
    variant,
    stage,
    kind,
    axis,
    x,
    label: axis === 'pixels' ? `${Math.round(Math.sqrt(x))}px, 16 frames` : `256px, ${x} frames`,
    tokens: null,
    flops: null,
    seconds: factor * x ** exponent * (1 + 0.03 * (i % 2)),
    hardware: kind === 'projected' ? 'H100 SXM5' : null,
  }))
  const bounds: [number, number] | null = xs.length > 2 ? [exponent - 0.06, exponent + 0.05] : null
  return {
    points,
    fits: [{ variant, stage, kind, axis, exponent, interval: bounds, factor, points: xs.length }],
  }
}

/** A result of the size and kind that a real run has; every number is made up. */
export function madeUpAutoencoderResult(more: Partial<AutoencoderResult> = {}): AutoencoderResult {
  const squares = [65_536, 147_456, 262_144, 589_824]
  const curves = [
    scalingCurve('4x8x8', 'clip', 'projected', 'pixels', squares, 2.2e-6, 1.33),
    scalingCurve('4x32x32', 'clip', 'projected', 'pixels', squares, 1.6e-6, 1.18),
    scalingCurve('4x8x8', 'decode', 'measured', 'pixels', [16_384, 65_536], 9e-4, 1.02),
    scalingCurve('4x32x32', 'decode', 'measured', 'pixels', [16_384, 65_536], 6e-4, 0.97),
    scalingCurve('4x8x8', 'clip', 'projected', 'frames', [17, 33, 65, 129], 0.22, 1.14),
    scalingCurve('4x32x32', 'clip', 'projected', 'frames', [16, 32, 64, 128], 0.06, 1.05),
  ]
  return autoencoderResultSchema.parse({
    kind: 'autoencoder',
    schemaVersion: 1,
    runId: '20260504-100000-autoencoder',
    createdAt: '2026-05-04T10:04:12Z',
    suite: { id: 'autoencoder', title: 'Autoencoder profile: speed beside quality' },
    status: 'complete',
    budget: { seconds: 200, spentSeconds: 187.4 },
    variants: [
      {
        id: '4x8x8',
        title: 'HunyuanVideo VAE 4×8×8, patch 2',
        source: 'built-in',
        reduction: { frames: 4, height: 8, width: 8 },
        latentChannels: 16,
        patchSize: 2,
        frameRule: '4n + 1',
        tiling: { spatial: true, temporal: false },
        parameters: { autoencoder: 246_480_000, transformer: 11_891_390_528 },
        informationDensity: 1 / 48,
        valuesPerPixel: 16 / 256,
      },
      {
        id: '4x32x32',
        title: 'Video DC-AE 4×32×32, patch 1',
        source: 'built-in',
        reduction: { frames: 4, height: 32, width: 32 },
        latentChannels: 128,
        patchSize: 1,
        frameRule: '1, or 4n from 8',
        tiling: { spatial: true, temporal: true },
        parameters: { autoencoder: 459_460_000, transformer: 11_889_000_000 },
        informationDensity: 1 / 96,
        valuesPerPixel: 128 / 4096,
      },
    ],
    workloads: [
      {
        id: '256px-1:1',
        resolution: '256px',
        aspectRatio: '1:1',
        frames: { '4x8x8': 17, '4x32x32': 16 },
        steps: 50,
        branches: 2,
        chosen: true,
        estimatedSeconds: 74,
        reason: 'The largest that fits into the budget.',
      },
      {
        id: '768px-16:9',
        resolution: '768px',
        aspectRatio: '16:9',
        frames: { '4x8x8': 129, '4x32x32': 128 },
        steps: 50,
        branches: 2,
        chosen: false,
        estimatedSeconds: 9200,
        reason: 'Decoding alone takes longer than the budget; projected instead.',
      },
    ],
    cells: [
      cell(
        '4x8x8',
        '256px-1:1',
        [256, 256, 17],
        1280,
        { text: 31, encode: 19.4, step: 38, decode: 61.2 },
        [0.2, 9.4, 0.8],
      ),
      cell(
        '4x32x32',
        '256px-1:1',
        [256, 256, 16],
        256,
        { text: 31, encode: 9.1, step: 9.1, decode: 33.8 },
        [0.2, 2.3, 0.5],
      ),
      cell('4x8x8', '768px-16:9', [1024, 576, 129], 76_032, null, [0.2, 1599, 38]),
      cell('4x32x32', '768px-16:9', [1024, 576, 128], 18_432, null, [0.2, 147, 21]),
    ],
    speedups: [
      speedup('256px-1:1', 'composed', 'clip', 3.92, [3.71, 4.15], 6),
      speedup('256px-1:1', 'composed', 'denoise', 4.18, [3.98, 4.39], 6),
      speedup('256px-1:1', 'measured', 'decode', 1.81, [1.74, 1.9], 6),
      speedup('768px-16:9', 'projected', 'clip', 9.74, [8.47, 11.2], 0),
    ],
    peak: {
      threads: 2,
      matrixProduct: { size: [2048, 2048, 2048], flopsPerSecond: 182e9, time: measuredTime(0.0944) },
      copy: { bytes: 2 ** 29, bytesPerSecond: 11.8e9, time: measuredTime(0.0455) },
    },
    noise: {
      verdict: 'quiet',
      reference: measuredTime(0.0051, 0.01),
      drift: 1.021,
      foreignShare: 0.03,
      stolenShare: 0.002,
      findings: [],
      remedy: null,
    },
    composedChecks: [
      check('Small', 384, 2, 4, 512, 0.021),
      check('Middle', 768, 3, 6, 1024, -0.034),
      check('Large', 1536, 2, 4, 2048, 0.052),
    ],
    efficiency: { hardware: 'H100 SXM5', value: 0.46, low: 0.43, high: 0.49, observations: 2 },
    residuals: [
      residual('4x8x8', '256px 1:1, 129 frames, 50 steps', 1, 60, 56.1, true),
      residual('4x8x8', '768px 1:1, 129 frames, 50 steps', 1, 1656, 1771, true),
      residual('4x8x8', '768px 1:1, 129 frames, 50 steps', 2, 863, 901, false),
      residual('4x8x8', '768px 1:1, 129 frames, 50 steps', 4, 466, 466, false),
      residual('4x8x8', '768px 1:1, 129 frames, 50 steps', 8, 276, 248, false),
      residual('4x32x32', '768px 1:1, 128 frames, 50 steps', 1, 162, 181.6, false),
    ],
    references: [
      {
        variant: '4x8x8',
        stage: 'decode',
        frames: 17,
        height: 256,
        width: 256,
        seconds: 61.2,
        measured: measuredTime(61.2),
        flops: 1.47e13,
        achievedFlopsPerSecond: 168e9,
        peakMemoryBytes: 6.3 * GiB,
        referenceSeconds: 96.4,
        referenceFlopsPerSecond: 171e9,
        scaledReferenceSeconds: 90.6,
        note: 'PyTorch on 2 cores, float32.',
      },
    ],
    quality: [
      qualityRow('4x8x8', 256, false, [31.2, 0.884]),
      qualityRow('4x32x32', 256, false, [30.9, 0.879]),
      qualityRow('4x8x8', 512, true, [33.8, 0.921]),
      qualityRow('4x32x32', 512, true, [33.1, 0.909]),
    ],
    vbench: [
      {
        variant: '4x8x8',
        runId: '20260501-vbench',
        model: 'open-sora-v2',
        profile: 'official',
        quality: 0.842,
        semantic: 0.781,
        total: 0.8298,
        totalInterval: { low: 0.8241, high: 0.8349, level: 0.95 },
      },
      {
        variant: '4x32x32',
        runId: '20260502-vbench',
        model: 'open-sora-v2-dc-ae',
        profile: 'official',
        quality: null,
        semantic: 0.752,
        total: null,
        totalInterval: null,
      },
    ],
    cost: [costRow('4x8x8', 1637), costRow('4x32x32', 168)],
    training: {
      usdPerGpuHour: 2,
      stages: [
        {
          title: '256px, text to video',
          clips: 70e6,
          iterations: 85_000,
          gpus: 224,
          gpuDays: 2240,
          gpuHours: 53_760,
          usd: 107_520,
        },
        {
          title: '256px, text or image to video',
          clips: 10e6,
          iterations: 13_000,
          gpus: 192,
          gpuDays: 384,
          gpuHours: 9216,
          usd: 18_432,
        },
        {
          title: '768px, text or image to video',
          clips: 5e6,
          iterations: 13_000,
          gpus: 192,
          gpuDays: 1536,
          gpuHours: 36_864,
          usd: 73_728,
        },
      ],
      gpuDays: 4160,
      gpuHours: 99_840,
      usd: 199_680,
      comparison: [
        { model: 'Movie Gen', gpus: 6144, gpuHours: 1_250_000, usd: 2_500_000, estimated: true },
        { model: 'Step-Video-T2V', gpus: 2992, gpuHours: 500_000, usd: 1_000_000, estimated: true },
        { model: 'Open-Sora 2.0', gpus: 224, gpuHours: 100_000, usd: 200_000, estimated: false },
      ],
      source: 'Open-Sora 2.0 technical report, table 2 and figure 6.',
    },
    claims: [
      claim(
        'speedup/768px',
        'Speed-up of the high-compression autoencoder at 768px on one GPU',
        '×',
        10,
        9.74,
        { foundKind: 'projected', foundInterval: [8.47, 11.2], tolerance: 0.4, note: 'Published as ">10×".' },
      ),
      claim('tokens/256px', 'Tokens at 256px, 4×8×8', 'tokens', 8000, 8316, {
        note: 'Published as "about 8 thousand".',
      }),
      claim('tokens/768px', 'Tokens at 768px, 4×8×8', 'tokens', 80_000, 76_032, { tolerance: 0.06 }),
      claim('time/8', '4×8×8, 768px, 8 × H100 SXM5', 's', 276, 216, {
        foundKind: 'projected',
        tolerance: 0.15,
        note: 'The fit has not seen this time.',
      }),
      claim('training/cost', 'Cost of training Open-Sora 2.0', 'USD', 200_000, 199_680, {
        foundKind: 'computed',
        tolerance: 0.01,
      }),
      claim('quality/4x8x8/psnr', 'HunyuanVideo VAE: PSNR at 256px', 'dB', 30.24, 31.2, {
        foundKind: 'measured',
        foundInterval: [30.1, 32.3],
        verdict: 'not-tested',
        tolerance: 0,
        note: 'Not judged: the published clips are not named.',
      }),
      claim('quality/4x32x32/psnr', 'Video DC-AE, 128 channels: PSNR at 256px', 'dB', 30.538, null, {
        note: 'Nothing was reconstructed.',
      }),
    ],
    scaling: { points: curves.flatMap(({ points }) => points), fits: curves.flatMap(({ fits }) => fits) },
    notCounted: 'Counted are matrix products and convolutions; norms, activations and additions are not.',
    failures: [
      {
        variant: '4x8x8',
        workload: '768px-16:9',
        stage: 'decode',
        cause: 'refused',
        problem: {
          code: 'MEMORY_SHORT',
          message: 'Decoding 768px 16:9 does not fit in memory.',
          remedy: 'Run it on a machine with more memory, or leave the workload out.',
        },
        neededBytes: 21 * GiB,
        availableBytes: 6.2 * GiB,
      },
    ],
    gates: [
      {
        id: '256px/speedup',
        level: 'error',
        verdict: 'pass',
        message: '3.92× (3.71× to 4.15×), expected at least 3×.',
      },
      {
        id: '4x8x8/256px/decode-memory',
        level: 'warn',
        verdict: 'fail',
        message: '6.3 GiB, expected at most 6 GiB.',
      },
    ],
    manifest: {
      schemaVersion: 1,
      runId: '20260504-100000-autoencoder',
      startedAt: '2026-05-04T10:00:00Z',
      command: ['run', 'autoencoder'],
      config: { suite: 'autoencoder' },
      configSha256: 'ab'.repeat(32),
      seed: 42,
      software: {
        bench: '0.1.0',
        node: 'v20.19.0',
        packages: { 'onnxruntime-node': '1.30.0' },
        gitCommit: null,
        decoder: 'FFmpeg 8.0',
      },
      machine: {
        os: 'Linux 6.1',
        cpu: 'Example CPU at 2.6 GHz',
        cores: 2,
        memoryBytes: 8 * GiB,
        gpu: null,
        driver: null,
      },
    },
    ...more,
  } satisfies AutoencoderResult)
}

function speedup(
  workload: string,
  kind: 'measured' | 'composed' | 'projected',
  scope: 'clip' | 'denoise' | 'decode',
  factor: number,
  range: [number, number],
  rounds: number,
): AutoencoderResult['speedups'][number] {
  return {
    workload,
    kind,
    scope,
    slow: '4x8x8',
    fast: '4x32x32',
    factor,
    interval: range,
    level: kind === 'projected' ? null : 0.95,
    rounds,
    hardware: kind === 'projected' ? { title: 'H100 SXM5', gpus: 1 } : null,
    verdict: 'conclusive',
    message: '',
  }
}

function check(
  title: string,
  hiddenSize: number,
  doubleBlocks: number,
  singleBlocks: number,
  imageTokens: number,
  relative: number,
): AutoencoderResult['composedChecks'][number] {
  const whole = hiddenSize / 400
  const composed = composedTime([
    ['double block', doubleBlocks, (whole * (1 + relative)) / (2 * doubleBlocks)],
    ['single block', singleBlocks, (whole * (1 + relative)) / (2 * singleBlocks)],
  ])
  return {
    title,
    hiddenSize,
    doubleBlocks,
    singleBlocks,
    imageTokens,
    textTokens: 64,
    whole: measuredTime(whole),
    composed,
    relative,
    interval: [relative - 0.01, relative + 0.01],
    tolerance: 0.1,
    holds: Math.abs(relative) <= 0.1,
  }
}

function costRow(variant: string, secondsPerVideo: number): AutoencoderResult['cost'][number] {
  const hours = secondsPerVideo / 3600
  return {
    variant,
    workload: '768px-16:9',
    kind: 'projected',
    hardware: 'H100 SXM5',
    gpus: 1,
    usdPerGpuHour: 2.5,
    secondsPerVideo,
    gpuHoursPerVideo: hours,
    usdPerVideo: hours * 2.5,
    videos: 6220,
    seconds: secondsPerVideo * 6220,
    gpuHours: hours * 6220,
    usd: hours * 6220 * 2.5,
  }
}
