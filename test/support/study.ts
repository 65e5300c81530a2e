import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRun, type Run } from '../../bench/pipeline/run-folder.ts'
import { sha256 } from '../../bench/records/identity.ts'
import type { StudyClip, StudyPlan } from '../../bench/records/study-plan.ts'
import type { Form } from '../../bench/records/vote.ts'
import { draftStudy, type StudySettings } from '../../bench/review/draft-study.ts'
import { putStudy } from '../../bench/store/studies.ts'
import { tinyVideo } from './tiny-video.ts'

export const pairwise = {
  kind: 'pairwise',
  aspects: ['visual-quality', 'prompt-following', 'motion-quality'],
  comment: true,
} satisfies Form

const settings: StudySettings = {
  form: pairwise,
  raters: 4,
  ratersPerItem: 2,
  goldRate: 0.2,
  repeatRate: 0.2,
  seed: 1,
  against: null,
  excludeBelowGold: null,
  minimumWatchSeconds: 0,
}

export interface TestStudy extends Partial<StudySettings> {
  readonly models?: readonly string[]
  readonly prompts?: number
}

/** A planned study in a new run folder: real plan, clips of a few hundred bytes that differ by a comment at their end. */
export async function runWithStudy(path: string, wanted: TestStudy = {}): Promise<Run> {
  const plan = studyPlan(wanted)
  await mkdir(dirname(path), { recursive: true })
  const facts = {
    id: 'study-run',
    suite: 'preference',
    startedAt: '2026-01-01T00:00:00Z',
    configSha256: sha256('study'),
    settings: {},
  }
  const run = await createRun(path, facts, putStudy(plan), () => undefined)
  await mkdir(join(path, 'media'))
  for (const clip of plan.clips) await writeFile(join(path, clip.path), clipBytes(clip))
  return run
}

/** An MP4 may end with a box of type `free` (ISO/IEC 14496-12, 8.1.2): here with a hash of the clip's id. */
export function clipBytes({ clipId }: Pick<StudyClip, 'clipId'>): Buffer {
  const text = Buffer.from(sha256(clipId))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + text.length)
  head.write('free', 4)
  return Buffer.concat([tinyVideo, head, text])
}

export function studyPlan({
  models = ['model-a', 'model-b', 'model-c'],
  prompts = 6,
  ...rest
}: TestStudy): StudyPlan {
  const texts = Array.from({ length: prompts }, (_, index) => ({
    id: `p${index}`,
    text: `a red circle moving left, number ${index}`,
    dimensions: [],
  }))
  const draft = draftStudy(
    {
      models,
      prompts: texts,
      clipOf: (model, promptId) => ({
        model,
        promptId,
        sampleIndex: 0,
        runId: null,
        path: `/videos/${model}/${promptId}.mp4`,
        sha256: sha256(`${model} ${promptId}`),
        scores: {},
      }),
    },
    { ...settings, ...rest },
    { studyId: 'study', createdAtMilliseconds: 1_700_000_000_000 },
  )
  const clips = draft.clips.map(({ clipId, degraded, source }): StudyClip => {
    const bytes = clipBytes({ clipId })
    const { model, promptId, scores, ...from } = source
    return {
      clipId,
      model,
      promptId,
      degraded,
      path: `media/${clipId}.mp4`,
      sha256: sha256(bytes),
      bytes: bytes.length,
      video: {
        width: 16,
        height: 16,
        frameCount: 4,
        fps: 4,
        durationSeconds: 1,
        codec: 'h264',
        pixelFormat: 'yuv420p',
        rotationDegrees: 0,
        variableFrameRate: false,
      },
      source: from,
      scores,
    }
  })
  return { study: draft.study, prompts: [...draft.prompts], clips, items: [...draft.items] }
}
