import { createHash } from 'node:crypto'
import { accessSync, constants, createReadStream, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { problem } from '../../errors.ts'
import { identityOf, type Json } from '../../records/identity.ts'
import type { Problem } from '../../records/problem.ts'
import type { Generator, GeneratorContext } from '../contract.ts'
import { fillCommand, readCommand, uses } from './command.ts'
import { oneShotSession, settingsOf } from './one-shot.ts'
import type { ProcessOptions } from './options.ts'
import { WorkerSession } from './worker-session.ts'

/** A generator that runs a program. Throws BenchError PROCESS_COMMAND. */
export function createProcess(options: ProcessOptions, { baseDir }: GeneratorContext): readonly Generator[] {
  const words = readCommand(options)
  const cwd = resolve(baseDir, options.cwd ?? '.')
  const files = options.files.map((file) => ({ name: file, path: resolve(baseDir, file) }))
  let identity: Promise<Json> | null = null
  return [
    {
      id: 'process',
      model: options.model,
      notice: null,
      makesClips: true,
      needsPictures: uses(words, 'image'),
      maxSessions: options.sessions,
      identity() {
        identity ??= makerOf(words, options, files)
        return identity
      },
      async preflight() {
        const found = [folderProblem(cwd), ...files.map(fileProblem), programProblem(words[0]!, cwd, options)]
        return found.flatMap((problem) =>
          problem === null ? [] : [{ itemId: null, problem, level: 'error' as const }],
        )
      },
      async open() {
        const spawn = { cwd, env: { ...process.env, ...options.env } }
        if (options.mode === 'once') return oneShotSession(words, options, spawn)
        return new WorkerSession(fillCommand(words, settingsOf(options)), options, spawn)
      },
    },
  ]
}

interface NamedFile {
  readonly name: string
  readonly path: string
}

/** What decides the clips: the command, what it is given, and the files that it is said to depend on. */
async function makerOf(
  words: readonly string[],
  options: ProcessOptions,
  files: readonly NamedFile[],
): Promise<Json> {
  const { mode, env } = options
  const { model, ...settings } = settingsOf(options)
  const listed: Json[] = []
  for (const { name, path } of files) {
    listed.push({ name, bytes: (await stat(path)).size, sha256: await fileSha256(path) })
  }
  return {
    generator: 'process',
    command: words,
    mode,
    // The label counts only where the program gets to see it.
    settings: mode === 'worker' || uses(words, 'model') ? { ...settings, model: model! } : settings,
    // Values may be secrets, and a manifest is read by strangers: only whether they changed is kept.
    env: Object.keys(env).length === 0 ? {} : { names: Object.keys(env).sort(), sha256: identityOf(env) },
    files: listed,
  }
}

async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function folderProblem(cwd: string): Problem | null {
  const found = statSync(cwd, { throwIfNoEntry: false })
  if (found?.isDirectory()) return null
  return problem('PROCESS_FILE', {
    path: cwd,
    found: found === undefined ? 'there is no such folder' : 'it is no folder',
  })
}

function fileProblem({ path }: NamedFile): Problem | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile()) return null
  return problem('PROCESS_FILE', {
    path,
    found: found === undefined ? 'there is no such file' : 'it is no file',
  })
}

/** Whether the program can be found where the system would look for it. */
function programProblem(program: string, cwd: string, { env }: ProcessOptions): Problem | null {
  const searched = (env.PATH ?? process.env.PATH ?? '').split(delimiter)
  const candidates = program.includes('/')
    ? [resolve(cwd, program)]
    : searched.map((folder) => resolve(cwd, join(folder, program)))
  if (candidates.some(isExecutable)) return null
  const there = candidates.some((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
  return problem('PROCESS_NOT_FOUND', {
    command: program,
    found: there ? 'it is not executable' : 'there is no such program',
  })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
