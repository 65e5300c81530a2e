import { unknownName } from '../config/unknown-name.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import type { Invocation } from './commands.ts'
import { bashScript } from './completion/bash.ts'
import { fishScript } from './completion/fish.ts'
import { zshScript } from './completion/zsh.ts'
import { knownNames, shells } from './names.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** `bench completion <shell>`: prints a script that the shell can source. */
export async function execute({ args }: Invocation): Promise<ExitCode> {
  const [wanted = ''] = args
  const shell = shells.find((name) => name === wanted)
  if (shell === undefined) throw unknownName('shell', wanted, shells)
  process.stdout.write(scripts[shell](await knownNames()))
  return exitCodes.passed
}
