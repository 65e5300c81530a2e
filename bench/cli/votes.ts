import { open } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { valuesOf } from '../config/resolve.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError, type ExitCode, exitCodes } from '../errors.ts'
import { openRun, type Run } from '../pipeline/run-folder.ts'
import type { ReviewEvent } from '../records/review-event.ts'
import { type ImportedTrouble, type ImportedVotes, importVotes } from '../review/import-votes.ts'
import type { RefusedLine } from '../review/read-offline-votes.ts'
import { loadStudy, type StudyState } from '../review/study-state.ts'
import { writeFileAtomic } from '../store/files.ts'
import { putReviewEvents } from '../store/review-log.ts'
import { readStudy } from '../store/studies.ts'
import { putVotes, readVotes } from '../store/votes.ts'
import type { Invocation } from './commands.ts'
import { exportFiles } from './preference/export-files.ts'
import { revealResults } from './preference/reveal.ts'
import { print, printJson } from './print.ts'
import { runFolder } from './run-result-file.ts'
import { loadSettings } from './settings.ts'

const actions = ['import', 'export'] as const

/** `bench votes import <run> <files>` takes in what offline forms saved; `bench votes export <run>` writes tables. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const { resolved } = await loadSettings(invocation)
  const [action = '', word = '', ...files] = invocation.args
  if (!actions.some((known) => known === action)) throw unknownName('action', action, actions)
  const folder = await runFolder(word, valuesOf(resolved).output)
  if (action === 'export') return exportAll(folder, invocation)
  if (files.length === 0) {
    throw new BenchError('OPTION_INVALID', {
      option: 'files',
      found: 'none',
      expected: 'the files that offline forms saved',
      command: 'votes',
    })
  }
  return importAll(folder, files, invocation)
}

/** All files are checked before the first vote of any is stored. */
async function importAll(
  folder: string,
  files: readonly string[],
  { options }: Invocation,
): Promise<ExitCode> {
  const run = await openRun(folder)
  try {
    const state = await loadStudy(run.store)
    const partial = options.allowPartial === true
    const checked: { file: string; found: ImportedVotes }[] = []
    for (const file of files) checked.push({ file, found: await check(run, state, file, checked, partial) })
    const now = Date.now()
    await run.store.commit(
      checked.flatMap(({ found }) => [
        ...putVotes(found.votes.map((vote) => ({ receivedAtMilliseconds: now, vote }))),
        ...putReviewEvents(state.study.id, eventsOf(found), now),
      ]),
    )
    report(checked, options.json === true)
    return checked.some(({ found }) => found.refused.length > 0) ? exitCodes.incomplete : exitCodes.passed
  } finally {
    await run.close()
  }
}

function eventsOf({ desk, votes, setAside }: ImportedVotes): ReviewEvent[] {
  const raterId = desk.rater.id
  return [
    { kind: 'imported', raterId, votes: votes.length },
    ...setAside.map((trouble) => ({ kind: 'trouble' as const, raterId, ...trouble })),
  ]
}

// A form of thousands of votes has a megabyte; more is no form.
const maxFileBytes = 64 * 2 ** 20

async function check(
  run: Run,
  state: StudyState,
  file: string,
  earlier: readonly { readonly found: ImportedVotes }[],
  partial: boolean,
): Promise<ImportedVotes> {
  const { secret } = (await readStudy(run.store))!
  const stored = (await readVotes(run.store, state.study.id)).map(({ vote }) => vote)
  const found = importVotes(file, await readText(file), {
    state,
    secret,
    stored: [...stored, ...earlier.flatMap(({ found: { votes } }) => votes)],
  })
  if (found.refused.length > 0 && !partial) {
    throw new BenchError('VOTES_REFUSED', { path: file, list: lineList(found.refused) })
  }
  return found
}

async function readText(file: string): Promise<string> {
  const handle = await open(file).catch((thrown: unknown) => {
    const found = `it can't be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`
    throw new BenchError('VOTES_FILE', { path: file, line: 1, found }, { cause: thrown })
  })
  try {
    const { size } = await handle.stat()
    if (size > maxFileBytes) {
      const found = `it has ${size} bytes, a form has at most ${maxFileBytes}`
      throw new BenchError('VOTES_FILE', { path: file, line: 1, found })
    }
    // Editors may add a byte-order mark.
    return (await handle.readFile('utf8')).replace(/^\ufeff/, '')
  } finally {
    await handle.close()
  }
}

// More is read by nobody; the rest is the same kind.
const listedLines = 50

function lineList(refused: readonly RefusedLine[]): string {
  const lines = refused.slice(0, listedLines).map(({ line, found }) => `- line ${line}: ${found}`)
  const rest = refused.length - listedLines
  return [...lines, ...(rest > 0 ? [`- and ${rest} more lines`] : [])].join('\n')
}

function report(checked: readonly { file: string; found: ImportedVotes }[], asJson: boolean): void {
  const rows = checked.map(({ file, found: { desk, votes, known, setAside, refused } }) => ({
    file,
    rater: desk.rater.label,
    added: votes.length,
    known,
    setAside,
    refused,
  }))
  if (asJson) {
    printJson({ files: rows })
    return
  }
  for (const { file, rater, added, known, setAside, refused } of rows) {
    print(`${file}: ${added} votes of ${rater} added, ${known} known before, ${refused.length} lines refused`)
    if (setAside.length > 0) print(setAsideList(setAside))
    if (refused.length > 0) print(lineList(refused))
  }
}

/** The owner's page lists them, too. What a browser said is shown as JSON, so that it can't steer a terminal. */
function setAsideList(items: readonly ImportedTrouble[]): string {
  const lines = items.map(({ itemId, trouble, detail }) => {
    const reason = trouble === 'clip-missing' ? 'a clip is missing' : 'a clip could not be played'
    return `- item ${itemId}: ${reason}${detail === '' ? '' : ` ${JSON.stringify(detail).replace(controls, '')}`}`
  })
  return [`${items.length} of the form's items could not be shown:`, ...lines].join('\n')
}

// JSON leaves DEL and the second set of controls as they are.
const controls = /\p{Cc}/gu

/** Votes beside the names of models are results, so they are hidden as long as those are. */
async function exportAll(folder: string, { options }: Invocation): Promise<ExitCode> {
  if (options.reveal) await revealResults(folder)
  const target = join(folder, 'votes')
  const paths: string[] = []
  for (const { name, bytes } of await exportFiles(folder)) {
    const path = join(target, name)
    await writeFileAtomic(path, bytes)
    paths.push(path)
  }
  if (options.json) printJson({ files: paths })
  else print(paths.map((path) => relative('', path)).join('\n'))
  return exitCodes.passed
}
