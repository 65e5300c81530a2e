import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { configFileNames } from '../config/load.ts'
import { BenchError, type ExitCode, exitCodes } from '../errors.ts'
import type { Invocation } from './commands.ts'

/** `bench init`: writes the commented settings file, and with `--ci github` a workflow. Never overwrites. */
export async function execute({ options }: Invocation): Promise<ExitCode> {
  const { ci } = options
  if (ci !== undefined && ci !== 'github') {
    throw new BenchError('OPTION_INVALID', {
      option: '--ci',
      found: `"${ci}"`,
      expected: 'github',
      command: 'init',
    })
  }
  const taken = configFileNames.find((name) => existsSync(name))
  if (taken !== undefined) process.stdout.write(`${taken} is there already; left as it is.\n`)
  else
    await writeNew(
      'bench.config.ts',
      await readFile(new URL('../../bench.config.ts', import.meta.url), 'utf8'),
    )
  if (ci === 'github') await writeNew(join('.github', 'workflows', 'bench.yml'), githubWorkflow)
  return exitCodes.passed
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
    process.stdout.write(`Wrote ${path}.\n`)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') process.stdout.write(`${path} is there already; left as it is.\n`)
    else throw new BenchError('FOLDER_READ_ONLY', { path, found: message }, { cause: error })
  }
}

const githubWorkflow = `name: bench
on: [pull_request]
permissions:
  contents: read
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: npx --yes opensora-bench run vbench --tier pr
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: bench-report
          path: runs/*/report
`
