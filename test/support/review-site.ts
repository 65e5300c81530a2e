import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportFile } from '../../bench/cli/preference/export-files.ts'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import { createRun } from '../../bench/pipeline/run-folder.ts'
import { sha256 } from '../../bench/records/identity.ts'
import { makeFolder } from '../../bench/records/make-folder.ts'
import type { StudyPlan } from '../../bench/records/study-plan.ts'
import type { Completion } from '../../bench/review/api.ts'
import { bundlePage } from '../../bench/review/page-bundle.ts'
import { pageFiles } from '../../bench/review/pages.ts'
import { openReview, type Review } from '../../bench/review/review.ts'
import { type ReviewServer, startReviewServer } from '../../bench/review/server.ts'
import { putStudy } from '../../bench/store/studies.ts'
import { type NumberedClip, writeNumberedClip } from './numbered-clip.ts'
import { studyPlan, type TestStudy } from './study.ts'

/** A planned study whose clips can be watched: numbered frames, another colour for every clip. */
export async function watchableStudy(
  path: string,
  wanted: TestStudy,
  clipOf: Omit<NumberedClip, 'hue'> | ((model: string) => Omit<NumberedClip, 'hue'>),
): Promise<Run> {
  const plan = studyPlan(wanted)
  const media = `${path}-media`
  await makeFolder(media)
  const clips = []
  for (const [index, planned] of plan.clips.entries()) {
    const clip = typeof clipOf === 'function' ? clipOf(planned.model) : clipOf
    const file = join(media, `${index}.mp4`)
    await writeNumberedClip(file, { ...clip, hue: (index * 0.381966) % 1 })
    const bytes = await readFile(file)
    const durationSeconds = clip.frames / clip.fps
    const { width, height, fps, frames: frameCount } = clip
    clips.push({
      bytes,
      clip: {
        ...planned,
        sha256: sha256(bytes),
        bytes: (await stat(file)).size,
        video: { ...planned.video, width, height, fps, frameCount, durationSeconds },
      },
    })
  }
  const filled: StudyPlan = { ...plan, clips: clips.map((each) => each.clip) }
  const facts = {
    id: 'secret-run-name',
    suite: 'preference',
    startedAt: '2026-01-01T00:00:00Z',
    configSha256: sha256('study'),
    settings: {},
  }
  const run = await createRun(path, facts, putStudy(filled), () => undefined)
  await makeFolder(join(path, 'media'))
  for (const each of clips) await writeFile(join(path, each.clip.path), each.bytes)
  return run
}

export interface ReviewSite {
  readonly review: Review
  readonly server: ReviewServer
  /** A link for a new rater. */
  link(label: string): Promise<string>
  close(): Promise<void>
}

/** A review server on loopback. */
export async function openSite(
  run: Run,
  options: {
    readonly completion?: Completion | null
    readonly port?: number
    readonly open?: boolean
    readonly prolific?: boolean
  } = {},
): Promise<ReviewSite> {
  const review = await openReview({
    store: run.store,
    folder: run.path,
    abandonAfterMinutes: 60,
    completion: options.completion ?? null,
  })
  const problems: unknown[] = []
  const server = await startReviewServer({
    review,
    pages: pageFiles(await bundlePage()),
    host: '127.0.0.1',
    port: options.port ?? 0,
    publicOrigin: null,
    open: options.open ?? false,
    prolific: options.prolific ?? false,
    exportVotes: (format) => exportFile(run.store, format),
    onProblem: (problem) => problems.push(problem),
  })
  return {
    review,
    server,
    link: async (label) => `${server.origin}/rate#${(await review.addRater('link', label)).token}`,
    async close() {
      await server.close()
      if (problems.length > 0) throw problems[0]
    },
  }
}
