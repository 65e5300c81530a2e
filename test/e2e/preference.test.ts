import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openRun } from '../../bench/pipeline/run-folder.ts'
import { preferenceResultSchema } from '../../bench/records/preference-result.ts'
import type { Rater } from '../../bench/records/vote.ts'
import type { VoteSubmission } from '../../bench/review/api.ts'
import { offlineIssue } from '../../bench/review/offline-issue.ts'
import { overviewOf } from '../../bench/review/overview.ts'
import { openReview } from '../../bench/review/review.ts'
import { sealVotes } from '../../bench/review/seal-votes.ts'
import { putAssignments, putRater } from '../../bench/store/raters.ts'
import { readItems, readStudy } from '../../bench/store/studies.ts'
import { putVotes } from '../../bench/store/votes.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { encodeVideo } from '../../bench/video/encode.ts'
import { benchHere } from '../support/bench.ts'
import { careful, castVotes } from '../support/simulated-votes.ts'
import { temporaryFolder } from '../support/temporary.ts'

const cwd = temporaryFolder()
const videos = ['--videos', 'ours=./ours', '--videos', 'theirs=./theirs', '--prompts', 'from-files']
const prompts = ['a boat', 'a bird in the rain', 'two cups', 'a slow train', 'rain', 'a red door']

async function folderOf(name: string, shade: number): Promise<void> {
  mkdirSync(join(cwd, name))
  for (const [index, prompt] of prompts.entries()) {
    const frames = Array.from({ length: 6 }, (_, frame) => ({
      data: new Uint8Array(32 * 32 * 3).fill(shade + index * 8 + frame * 6),
    }))
    await encodeVideo(join(cwd, name, `${prompt}.mp4`), frames, { width: 32, height: 32, fps: 6 })
  }
}

/** Everyone prefers the first model, nearly always. */
async function vote(folder: string): Promise<void> {
  const run = await openRun(folder)
  const { study } = (await readStudy(run.store))!
  const items = await readItems(run.store, study.id)
  const raters = Array.from(
    { length: study.raters },
    (_, slot): Rater => ({
      id: `r${slot}`,
      studyId: study.id,
      slot,
      label: `person ${slot + 1}`,
      origin: 'link',
      createdAtMilliseconds: slot,
      releasedAtMilliseconds: null,
      state: { kind: 'active' },
    }),
  )
  const world = {
    models: study.models,
    strengths: [2, -2],
    prompts: prompts.length,
    form: study.form,
    tempers: careful(raters.length),
    tie: -2,
    sideBias: 0,
    bothBad: 0,
    cantJudge: 0,
    clipSpread: 0,
  }
  const worths = world.strengths.map((strength) => prompts.map(() => strength))
  const votes = castVotes(world, study, items, raters, worths, seededRandom('people'))
  await run.store.commit([
    ...raters.flatMap((rater) => [
      putRater(rater),
      ...putAssignments(
        rater.id,
        items.filter(({ slot }) => slot === rater.slot).map(({ id }) => id),
        1,
      ),
    ]),
    ...putVotes(votes.map((found) => ({ receivedAtMilliseconds: 1, vote: found }))),
  ])
  await run.close()
}

const resultOf = (folder: string) =>
  preferenceResultSchema.parse(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')))

describe('bench run preference', () => {
  let folder: string
  const args = ['run', 'preference', ...videos, '--raters', '5']

  beforeAll(async () => {
    // each file of tests has a process of its own
    process.chdir(cwd)
    await folderOf('ours', 60)
    await folderOf('theirs', 120)
    const gates = [
      { level: 'error', question: 'visual-quality', model: 'ours', min: 0.6 },
      { level: 'error', question: 'motion-quality', model: 'theirs', against: 'ours', min: 0.9 },
    ]
    writeFileSync(
      join(cwd, 'bench.config.json'),
      JSON.stringify({ preference: { goldRate: 0.3, gates }, bootstrap: { resamples: 100 } }),
    )
    const planned = await benchHere([...args, '--json'])
    expect(planned.status, planned.stderr).toBe(0)
    folder = JSON.parse(planned.stdout).path
  })

  test('says with --dry-run what would be asked, and makes nothing', async () => {
    const { status, stdout, stderr } = await benchHere([...args, '--seed', '9', '--dry-run', '--json'])
    expect(status, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ models: ['ours', 'theirs'], prompts: 6, items: { plain: 18 } })
    expect(readdirSync(join(cwd, 'runs'))).toHaveLength(1)
  })

  test('plans a study with a clip for everything that it shows', async () => {
    expect(readdirSync(join(folder, 'media')).every((name) => /^[0-9a-f]{32}\.mp4$/.test(name))).toBe(true)
    expect(resultOf(folder)).toMatchObject({
      kind: 'preference',
      status: 'incomplete',
      revealedAt: null,
      study: { models: ['ours', 'theirs'], prompts: 6, raters: 5 },
      progress: { answered: 0, planned: 18 },
      questions: [],
    })
  })

  test('finds the same study again, and plans another with --fresh: the same but for its id', async () => {
    const again = await benchHere([...args, '--json'])
    expect(JSON.parse(again.stdout).path).toBe(folder)
    expect(again.stderr).toContain('planned already')
    const fresh = await benchHere([...args, '--fresh', '--json'])
    const other: string = JSON.parse(fresh.stdout).path
    expect(other).not.toBe(folder)
    const itemsOf = async (path: string) => {
      const run = await openRun(path)
      const { study } = (await readStudy(run.store))!
      const items = await readItems(run.store, study.id)
      await run.close()
      return { id: study.id, items: items.map(({ studyId: _, ...item }) => item) }
    }
    const [a, b] = [await itemsOf(folder), await itemsOf(other)]
    expect(a.items).toEqual(b.items)
    expect(a.id).not.toBe(b.id)
  })

  test('hides the results until they are revealed, then judges the gates', async () => {
    await vote(folder)
    const hidden = await benchHere(['report', folder, '--format', 'json,markdown,junit'])
    expect(hidden.status, hidden.stderr).toBe(0)
    expect(hidden.stderr).toContain('18 of 18 items are answered')
    expect(resultOf(folder)).toMatchObject({ status: 'complete', questions: [] })
    expect(resultOf(folder).gates.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive'])
    const refused = await benchHere(['votes', 'export', folder])
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('are hidden')])

    const shown = await benchHere(['report', folder, '--reveal', '--format', 'json,csv', '--json'])
    expect(shown.status, shown.stderr).toBe(10)
    const result = resultOf(folder)
    expect(result.questions.map(({ id }) => id)).toEqual([
      'visual-quality',
      'prompt-following',
      'motion-quality',
    ])
    expect(result.gates.map(({ verdict }) => verdict)).toEqual(['pass', 'fail'])

    const exported = await benchHere(['votes', 'export', folder])
    expect(exported.status, exported.stderr).toBe(0)
    expect(readdirSync(join(folder, 'votes')).sort()).toEqual([
      'votes-dictionary.csv',
      'votes.csv',
      'votes.json',
    ])
  })
})

describe('bench votes import', () => {
  /** A study with one offline rater, and the file that their form would save. */
  async function offlineFile(seed: string) {
    const planned = await benchHere([
      'run',
      'preference',
      ...videos,
      '--raters',
      '5',
      '--seed',
      seed,
      '--json',
    ])
    const folder: string = JSON.parse(planned.stdout).path
    const run = await openRun(folder)
    const review = await openReview({ store: run.store, folder, abandonAfterMinutes: 60, completion: null })
    const { desk } = await review.addRater('offline', 'on a train')
    const { secret, study } = (await readStudy(run.store))!
    const votes = desk.items.map(
      (item, index): VoteSubmission => ({
        kind: 'answer',
        key: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        itemId: review.state.publicId(desk, item),
        castAtMilliseconds: index,
        answers: {
          kind: 'pairwise',
          byAspect: { 'visual-quality': 'first', 'prompt-following': 'tie', 'motion-quality': 'cant-judge' },
        },
        watchedSeconds: 5,
        decisionSeconds: 9,
      }),
    )
    await run.close()
    const issue = offlineIssue(secret, study.id, desk.rater.id)
    const [last] = votes.slice(-1).map(({ itemId }) => itemId)
    const trouble = { itemId: last!, trouble: 'cannot-play' as const, detail: 'no decoder\u009b2J' }
    return {
      folder,
      text: sealVotes(issue, votes),
      withTrouble: sealVotes(issue, votes.slice(0, -1), [trouble]),
      lastItem: desk.items.at(-1)!.id,
    }
  }

  test('takes a whole file in once, and names the lines of an edited one', async () => {
    const { folder, text } = await offlineFile('21')
    const file = join(cwd, 'votes.json')
    writeFileSync(file, text.replace('"visual-quality":"first"', '"visual-quality":"second"'))
    const edited = await benchHere(['votes', 'import', folder, file])
    expect([edited.status, edited.stderr]).toEqual([
      2,
      expect.stringMatching(/- line 2: the seal does not fit/),
    ])
    expect((await benchHere(['report', folder, '--format', 'json'])).stderr).toContain('0 of 18 items')

    writeFileSync(file, text)
    const whole = await benchHere(['votes', 'import', folder, file, '--json'])
    expect(whole.status, whole.stderr).toBe(0)
    const [row] = JSON.parse(whole.stdout).files
    expect(row).toMatchObject({ rater: 'on a train', known: 0, refused: [] })
    expect(row.added).toBeGreaterThan(4)
    const again = await benchHere(['votes', 'import', folder, file, '--json'])
    expect(JSON.parse(again.stdout).files[0]).toMatchObject({ added: 0, known: row.added })

    const { folder: other } = await offlineFile('22')
    const foreign = await benchHere(['votes', 'import', other, file])
    expect([foreign.status, foreign.stderr]).toEqual([
      2,
      expect.stringMatching(/line 1: it is the file of another/),
    ])
  })

  test('writes down what the form could not show, and prints it', async () => {
    const { folder, withTrouble, lastItem } = await offlineFile('24')
    const file = join(cwd, 'trouble.json')
    writeFileSync(file, withTrouble)
    const { status, stdout, stderr } = await benchHere(['votes', 'import', folder, file])
    expect(status, stderr).toBe(0)
    expect(stdout).toContain(`- item ${lastItem}: a clip could not be played "no decoder2J"`)
    const run = await openRun(folder)
    const review = await openReview({ store: run.store, folder, abandonAfterMinutes: 60, completion: null })
    const overview = await overviewOf(review, { open: false, prolific: false })
    await run.close()
    expect(overview.troubles).toEqual([
      { rater: 'on a train', item: lastItem, trouble: 'cannot-play', detail: 'no decoder\u009b2J' },
    ])
    const again = await benchHere(['votes', 'import', folder, file, '--json'])
    expect(JSON.parse(again.stdout).files[0]).toMatchObject({ added: 0, setAside: [] })
  })

  test('takes the whole lines of a cut file with --allow-partial, and ends with 4', async () => {
    const { folder, text } = await offlineFile('23')
    const file = join(cwd, 'cut.json')
    writeFileSync(file, text.split('\n').slice(0, 4).join('\n'))
    expect((await benchHere(['votes', 'import', folder, file])).status).toBe(2)
    const partial = await benchHere(['votes', 'import', folder, file, '--allow-partial', '--json'])
    expect([partial.status, JSON.parse(partial.stdout).files[0].added]).toEqual([4, 3])
  })

  test.each<[string, readonly string[], RegExp]>([
    ['an unknown action', ['mail', '.'], /Unknown action "mail"/],
    ['no file', ['import', './runs'], /found none, expected the files/],
    ['a folder without a run', ['export', './ours'], /no run\.db|not a readable run database/],
  ])('refuses %s', async (_, args, message) => {
    const { status, stderr } = await benchHere(['votes', ...args])
    expect(status).not.toBe(0)
    expect(stderr).toMatch(message)
  })
})

describe('bench run preference refuses', () => {
  const refused = async (args: readonly string[]) => {
    const { status, stderr } = await benchHere(['run', 'preference', ...args, '--dry-run'])
    return `${status}: ${stderr}`
  }

  test.each<[string, readonly string[], RegExp]>([
    [
      'one model',
      ['--videos', 'ours=./ours', '--prompts', 'from-files'],
      /2: .*a comparison of one model: ours/,
    ],
    [
      'a rival that is not there',
      [...videos, '--against', 'nobody'],
      /2: .*no such model; there are ours, theirs/,
    ],
    [
      'more raters an item than raters',
      [...videos, '--raters', '2'],
      /2: .*3 raters for each item, and 2 in all/,
    ],
    ['dimensions without names', [...videos, '--form', 'dimensions'], /2: .*without the dimensions/],
    [
      'a gate on what is not asked',
      [...videos, '--form', 'rating'],
      /2: .*a gate on a comparison; ratings have none/,
    ],
    ['a generator that makes clips', ['--generator', 'toybox'], /2: .*the generator toybox makes new ones/],
    ['a run that is none', ['./ours'], /2: .*does not hold a result/],
    [
      'folders without a prompt in common',
      ['--videos', 'ours=./ours', '--videos', 'theirs=./theirs', '--prompts', 'toybox'],
      /3: .*no prompt has a clip of every model/,
    ],
  ])('%s', async (_, args, message) => {
    expect(await refused(args)).toMatch(message)
  })
})
