import { type DimensionId, vbenchDimensionIds } from '../../bench/records/dimension.ts'
import type { Problem } from '../../bench/records/problem.ts'
import type {
  DimensionResult,
  Failure,
  ItemResult,
  ModelResult,
  RunResult,
  TotalResult,
} from '../../bench/records/run-result.ts'
import type { Score } from '../../bench/records/score.ts'

/** What a made-up run looks like; every member has a default. */
export interface MadeUpRun {
  models?: readonly string[]
  prompts?: readonly string[]
  samples?: number
  /** Dimensions that have an evaluator; the rest are unscored with a reason. */
  scored?: readonly DimensionId[]
  /** Whether every clip has every scored dimension (the worst case for size) or three of them in turn. */
  allDimensions?: boolean
  official?: boolean
  /** Every n-th clip failed in generation; 0 for none. */
  failEvery?: number
  /** Absolute folder of recorded videos; null for clips inside the run folder. */
  recordedFolder?: string | null
}

const noBackbone: Problem = {
  code: 'ROLE_EMPTY',
  message: 'The profile "lite" has no backbone for this dimension.',
  remedy: 'Use --profile official with its weights.',
}

const defaultPrompts = [
  'a red circle moving left on a blue background',
  'two green squares beside a yellow triangle',
  'a small white star that spins slowly',
  'a large purple ring above a grey square',
  'an orange triangle moving up, then down',
  'a blue circle to the left of a red square',
  'a pink hexagon on a black background',
  'three brown squares moving right',
]

export const liteDimensions: readonly DimensionId[] = [
  'subject-consistency',
  'background-consistency',
  'temporal-flickering',
  'motion-smoothness',
  'dynamic-degree',
  'object-class',
  'multiple-objects',
  'color',
  'spatial-relationship',
]

/** A RunResult with numbers from a seeded generator: equal options, equal result. Not a measurement of anything. */
export function madeUpResult(options: MadeUpRun = {}): RunResult {
  const models = options.models ?? ['toybox']
  const prompts = options.prompts ?? defaultPrompts
  const samples = options.samples ?? 2
  const scored = options.scored ?? (options.official ? vbenchDimensionIds : liteDimensions)
  const failEvery = options.failEvery ?? 7
  const random = mulberry(20260504)
  const items: ItemResult[] = []
  const failures: Failure[] = []
  for (const [modelIndex, model] of models.entries()) {
    for (const [promptIndex, prompt] of prompts.entries()) {
      for (let sampleIndex = 0; sampleIndex < samples; sampleIndex++) {
        const promptId = String(promptIndex).padStart(4, '0')
        const id = `${model}/${promptId}/${sampleIndex}`
        const fileName = `${prompt.replaceAll('/', '_')}-${sampleIndex}.mp4`
        const failed = failEvery > 0 && items.length % failEvery === failEvery - 1
        const dimensions = options.allDimensions
          ? scored
          : scored.filter((_, index) => index % 3 === promptIndex % 3)
        if (failed) {
          failures.push({
            stage: 'generate',
            itemId: id,
            model,
            dimension: null,
            problem: {
              code: 'WORKER_CRASHED',
              message: `The command ended with status 139 after ${10 + promptIndex} s; stderr ends in "out of memory".`,
              remedy:
                'Look at the command’s own log, then run the same command again: finished clips are kept.',
            },
          })
        }
        items.push({
          id,
          model,
          promptId,
          prompt,
          sampleIndex,
          seed: 1000 * promptIndex + sampleIndex,
          fileName,
          clip: failed
            ? null
            : {
                identity: `identity-${items.length}`,
                path: options.recordedFolder
                  ? `${options.recordedFolder}/${fileName}`
                  : models.length === 1
                    ? `videos/${fileName}`
                    : `videos/${model}/${fileName}`,
                sha256: String(items.length).padStart(64, '0'),
                bytes: 40_000 + Math.floor(random() * 10_000),
                video: {
                  width: 128,
                  height: 128,
                  frameCount: 16,
                  fps: 8,
                  durationSeconds: 2,
                  codec: 'h264',
                  pixelFormat: 'yuv420p',
                  rotationDegrees: 0,
                  variableFrameRate: false,
                },
                stageSeconds: { generate: 0.12 },
              },
          scores: failed
            ? {}
            : Object.fromEntries(
                dimensions.map((dimension) => [dimension, scoreOf(dimension, random, modelIndex)]),
              ),
        })
      }
    }
  }
  return {
    schemaVersion: 1,
    runId: '2026-05-04-100000-toybox',
    createdAt: '2026-05-04T10:03:12.000Z',
    suite: { id: 'vbench', title: 'VBench' },
    profile: options.official
      ? { id: 'official', title: 'VBench, official weights', notice: null }
      : {
          id: 'toybox',
          title: 'Toybox detectors and classical backbones',
          notice:
            'Not VBench: small backbones in place of VBench’s own. Compare only with runs of this profile.',
        },
    protocol: options.official ? 'vbench' : 'custom',
    promptList: { name: 'toybox', count: prompts.length, sha256: 'a1b2c3d4'.repeat(8) },
    status: failures.length === 0 ? 'complete' : 'incomplete',
    models: models.map((model) => modelResult(model, items, scored, options)),
    items,
    failures,
    gates: [
      {
        id: `${models[0]}/temporal-flickering/min`,
        level: 'error',
        verdict: 'pass',
        message: 'Temporal flickering 0.9512 is at least 0.9000.',
      },
      {
        id: `${models[0]}/object-class/min`,
        level: 'error',
        verdict: 'fail',
        message: 'Object class 0.5123 is below 0.6000.',
      },
      {
        id: `${models[0]}/motion-smoothness/maxRegression`,
        level: 'warn',
        verdict: 'inconclusive',
        message: 'The interval −0.0210 to 0.0140 of the difference holds both a pass and a fail; 8 pairs.',
      },
    ],
    comparison: {
      a: { runId: '2026-05-03-090000-toybox', path: 'runs/2026-05-03-090000-toybox' },
      b: { runId: '2026-05-04-100000-toybox', path: 'runs/2026-05-04-100000-toybox' },
      maxRegression: 0.01,
      metrics: [
        {
          model: models[0]!,
          metric: 'temporal-flickering',
          a: 0.9491,
          b: 0.9512,
          difference: 0.0021,
          interval: { low: -0.0008, high: 0.005, level: 0.95 },
          pairs: 16,
          verdict: 'pass',
          message: 'No drop beyond 0.0100.',
        },
        {
          model: models[0]!,
          metric: 'object-class',
          a: 0.7411,
          b: 0.5123,
          difference: -0.2288,
          interval: { low: -0.291, high: -0.163, level: 0.95 },
          pairs: 16,
          verdict: 'fail',
          message: 'The drop exceeds 0.0100.',
        },
        {
          model: models[0]!,
          metric: 'aesthetic-quality',
          a: null,
          b: null,
          difference: null,
          interval: null,
          pairs: 0,
          verdict: 'inconclusive',
          message: 'Neither run has a value.',
        },
      ],
      verdict: 'fail',
    },
    manifest: {
      schemaVersion: 1,
      runId: '2026-05-04-100000-toybox',
      startedAt: '2026-05-04T10:00:00.000Z',
      command: ['bench', 'run', 'vbench', '--seed', '7'],
      config: { suite: 'vbench', seed: 7 },
      configSha256: 'c0ffee00'.repeat(8),
      promptList: {
        name: 'toybox',
        count: prompts.length,
        sha256: 'a1b2c3d4'.repeat(8),
        source: 'inside the package',
      },
      seed: 7,
      generators: models.map((model) => ({
        model,
        id: 'toybox',
        identity: { size: 128, frames: 16 },
        notice: options.official ? null : 'procedural reference, not a model',
      })),
      evaluators: scored.map((id) => ({
        id,
        version: 1,
        backbone: `${id}-lite`,
        weights:
          id === 'object-class'
            ? [{ path: 'weights/centernet.bin', bytes: 4_030_290, sha256: 'ee'.repeat(32) }]
            : [],
      })),
      software: {
        bench: '0.1.0',
        node: 'v20.19.2',
        packages: { 'chart.js': '4.6.1', 'node-av': '6.1.1', 'onnxruntime-node': '1.30.0' },
        gitCommit: null,
        decoder: 'FFmpeg 8.0',
      },
      machine: {
        os: 'linux 6.1',
        cpu: 'Example CPU',
        cores: 2,
        memoryBytes: 8_589_934_592,
        gpu: null,
        driver: null,
      },
    },
  }
}

function scoreOf(dimension: DimensionId, random: () => number, modelIndex: number): Score {
  const value = Math.round((0.5 + 0.5 * random() - 0.05 * modelIndex) * 1e6) / 1e6
  if (dimension === 'color' && random() < 0.2) {
    return {
      status: 'excluded',
      problem: {
        code: 'OBJECT_NEVER_SEEN',
        message: 'The object was never detected, so its colour was not judged.',
      },
    }
  }
  if (dimension === 'dynamic-degree' || dimension === 'human-action') {
    return { status: 'scored', value: value > 0.7 ? 1 : 0, weight: 1 }
  }
  if (dimension === 'subject-consistency' || dimension === 'background-consistency') {
    return { status: 'scored', value, weight: 15 }
  }
  if (dimension === 'spatial-relationship' || dimension === 'appearance-style') {
    return {
      status: 'scored',
      value,
      weight: 2,
      details: { frameResults: [value - 0.0625, value + 0.0625] },
    }
  }
  if (dimension === 'object-class' || dimension === 'multiple-objects' || dimension === 'scene') {
    return { status: 'scored', value: Math.round(value * 16) / 16, weight: 16 }
  }
  return { status: 'scored', value, weight: 1 }
}

const units: Partial<Record<DimensionId, string>> = {
  'subject-consistency': 'cosine similarity',
  'background-consistency': 'cosine similarity',
  'dynamic-degree': 'share of clips',
  'object-class': 'share of frames',
  'multiple-objects': 'share of frames',
}

function modelResult(
  model: string,
  items: readonly ItemResult[],
  scored: readonly DimensionId[],
  options: MadeUpRun,
): ModelResult {
  const own = items.filter((item) => item.model === model)
  const dimensions = vbenchDimensionIds.map((id, index): DimensionResult => {
    const scores = own.flatMap((item) => item.scores[id] ?? [])
    const values = scores.flatMap((score) => (score.status === 'scored' ? [score] : []))
    const excluded = scores.filter((score) => score.status === 'excluded').length
    const weight = values.reduce((sum, score) => sum + score.weight, 0)
    const value =
      weight === 0 ? null : values.reduce((sum, score) => sum + score.value * score.weight, 0) / weight
    const half = 0.2 / Math.sqrt(Math.max(1, values.length))
    return {
      id,
      title: id.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase()),
      group: index < 7 ? 'quality' : 'semantic',
      unit: units[id] ?? 'ratio',
      value,
      interval: value === null ? null : { low: value - half, high: Math.min(1, value + half), level: 0.95 },
      normalised: value === null ? null : (value - 0.2) / 0.8,
      coverage: {
        covered: values.length + excluded,
        expected: scored.includes(id)
          ? own.filter(
              (item) =>
                options.allDimensions || scored.indexOf(id) % 3 === Number.parseInt(item.promptId, 10) % 3,
            ).length
          : 0,
      },
      excluded,
      reason: value === null ? noBackbone : null,
      evaluator: { version: 1, backbone: scored.includes(id) ? `${id}-lite` : null, weightsSha256: null },
    }
  })
  const missing = (group: string) =>
    dimensions
      .filter((dimension) => group.includes(dimension.group) && dimension.value === null)
      .map((d) => d.id)
  const total = (group: string): TotalResult => {
    const part = dimensions.filter((dimension) => group.includes(dimension.group))
    if (part.some((dimension) => dimension.normalised === null)) {
      return { value: null, interval: null, missing: missing(group) }
    }
    const value = part.reduce((sum, dimension) => sum + (dimension.normalised ?? 0), 0) / part.length
    return { value, interval: { low: value - 0.01, high: value + 0.01, level: 0.95 }, missing: [] }
  }
  return {
    model,
    generator: options.official ? 'recorded' : 'toybox',
    notice: options.official ? null : 'procedural reference, not a model',
    dimensions,
    quality: total('quality'),
    semantic: total('semantic'),
    total: total('quality semantic'),
    clips: { covered: own.filter((item) => item.clip !== null).length, expected: own.length },
  }
}

/** Tommy Ettinger's mulberry32 (public domain): 32 bits of state, enough for made-up numbers. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** As if each dimension had so many clips, all with a score; by default what VBench's largest one has. */
export function withVideos(result: RunResult, videos = 1875): RunResult {
  for (const { dimensions } of result.models) {
    for (const dimension of dimensions) dimension.coverage = { covered: videos, expected: videos }
  }
  return result
}
