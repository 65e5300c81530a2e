import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { exitCodes } from '../../bench/errors.ts'
import { comparableResult } from '../../bench/pipeline/result-file.ts'
import { runResultSchema } from '../../bench/records/run-result.ts'
import { openStore } from '../../bench/store/open.ts'
import { readScoreIdentities } from '../../bench/store/scores.ts'
import { seededRandom } from '../../bench/tensor/random.ts'

const script = fileURLToPath(new URL('./killable-run.ts', import.meta.url))
const bin = fileURLToPath(new URL('../../bench/cli/bin.mjs', import.meta.url))
const anotherDay = new URL('./another-day.mjs', import.meta.url).href
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

type Start = (outputDir: string) => ChildProcess

/** Starts the run in a process group of its own, so that a kill takes the scoring children too, as a power cut would. */
export function startRun(outputDir: string): ChildProcess {
  return spawn(process.execPath, ['--import', loader, script, outputDir], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, BENCH_FAKE_FRAME_MS: '2' },
  })
}

/** The real command line, with the procedural world, in a process group of its own. */
export function startCommand(
  outputDir: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const fixed = ['run', 'vbench', '--output', outputDir, '--reporter', 'silent']
  return spawn(process.execPath, [bin, ...fixed, ...args], {
    detached: true,
    cwd: dirname(outputDir),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
}

async function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stderr }
}

/** Runs undisturbed and returns how long that took, milliseconds. Throws when it fails. */
export async function runToEnd(outputDir: string, start: Start = startRun): Promise<number> {
  const started = performance.now()
  const { code, stderr } = await ended(start(outputDir))
  if (code !== 0) throw new Error(`The run ended with ${code}: ${stderr}`)
  return performance.now() - started
}

/**
 * Starts the run and ends it with SIGKILL at a random moment of `withinMs`, again and again, each time continuing what
 * the last one left. One that ends by itself before its kill begins another folder.
 *
 * @returns the folders that runs were killed in
 */
export async function killAgainAndAgain(
  folderOf: (index: number) => string,
  kills: number,
  withinMs: number,
  seed: number,
  start: Start = startRun,
): Promise<string[]> {
  const random = seededRandom('kill', seed)
  const folders = [folderOf(0)]
  for (let killed = 0; killed < kills; ) {
    const child = start(folders.at(-1)!)
    const timer = setTimeout(() => killGroup(child), random.next() * withinMs)
    const { code, stderr } = await ended(child)
    clearTimeout(timer)
    if (code === null) killed++
    else if (code === 0) folders.push(folderOf(folders.length))
    else throw new Error(`The run ended with ${code}: ${stderr}`)
  }
  return folders
}

/** The variables of a process whose clock is ahead. */
export function clockAhead(hours: number): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--import=${anotherDay}`, CLOCK_AHEAD_HOURS: String(hours) }
}

/**
 * Waits until the store of the only run in the folder holds so many scores, then signals the process: SIGKILL goes to the
 * scoring children too.
 *
 * @returns the exit code, null for a killed process
 */
export async function stopAtScores(
  outputDir: string,
  child: ChildProcess,
  scores: number,
  signal: 'SIGKILL' | 'SIGINT',
): Promise<number | null> {
  const end = ended(child)
  while (child.exitCode === null && (await scoreCount(outputDir)) < scores) await sleep(20)
  if (signal === 'SIGKILL') killGroup(child)
  else child.kill(signal)
  const { code, stderr } = await end
  if (code !== null && code !== exitCodes.interrupted)
    throw new Error(`Expected to stop the run half-way, it ended with ${code}: ${stderr}`)
  return code
}

async function scoreCount(outputDir: string): Promise<number> {
  const [run] = existsSync(outputDir) ? readdirSync(outputDir) : []
  if (run === undefined) return 0
  // the store may just be in the making
  const store = await openStore(join(outputDir, run, 'run.db')).catch(() => null)
  if (store === null) return 0
  try {
    return (await readScoreIdentities(store)).size
  } finally {
    await store.close()
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGKILL')
  } catch {
    // It ended by itself a moment ago.
  }
}

/** The only run folder with a result: kills at the very start may leave empty ones beside it. */
export function finishedRun(outputDir: string): string {
  const runs = readdirSync(outputDir).map((name) => join(outputDir, name))
  const finished = runs.filter((path) => existsSync(join(path, 'result.json')))
  if (finished.length !== 1) throw new Error(`Expected one finished run, found ${finished.length}`)
  return finished[0]!
}

/** What must be equal of the finished run, held to its schema. */
export function onlyResult(outputDir: string): object {
  const text = readFileSync(join(finishedRun(outputDir), 'result.json'), 'utf8')
  return comparableResult(runResultSchema.parse(JSON.parse(text)))
}
