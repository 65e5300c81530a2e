// A program that makes one clip, or goes wrong in the way that its first argument names.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

const [fault, output, ...rest] = process.argv.slice(2)
const attempts = `${output}.attempts`
appendFileSync(attempts, `${process.pid}\n`)
const isFirst = readFileSync(attempts, 'utf8').trim().split('\n').length === 1

if (fault === 'crash' || (fault === 'crash once' && isFirst)) {
  console.log('said on stdout')
  console.error('said on stderr')
  process.exit(9)
}
if (fault === 'leftover') {
  // A grandchild that keeps the pipes open and would outlive its parent.
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
  writeFileSync(`${output}.child`, String(child.pid))
  child.unref()
}
if (fault === 'hang') setInterval(() => undefined, 1000)
else if (fault !== 'nothing') {
  const [promptFile] = rest
  const prompt = promptFile !== undefined && existsSync(promptFile) ? readFileSync(promptFile, 'utf8') : null
  writeFileSync(
    output,
    JSON.stringify({ rest, prompt, variable: process.env.BENCH_TEST, cwd: process.cwd() }),
  )
}
