// A worker that goes wrong in the way that its first argument names. `state` (its second) is a file that counts starts.
import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [fault, state] = process.argv.slice(2)
appendFileSync(state, `${process.pid}\n`)
const starts = readFileSync(state, 'utf8').trim().split('\n').length
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
const hang = () => setInterval(() => undefined, 1000)

if (fault === 'crash at start' || (fault === 'crash at first start' && starts === 1)) {
  console.error('out of memory: 80 GiB asked, 24 GiB there')
  process.exit(3)
}
if (fault === 'never ready') hang()
else {
  if (fault === 'slow start') await new Promise((resolve) => setTimeout(resolve, 400))
  if (fault === 'noise')
    process.stdout.write('Loading pipeline components...: 100%|####| 5/5\n{"loss": 1}\n[1, 2]\nnull\n')
  say(
    fault === 'old protocol'
      ? { type: 'ready', protocol: 0 }
      : { type: 'ready', protocol: 1, name: 'faulty' },
  )
}
if (fault === 'deaf') {
  process.on('SIGTERM', () => undefined)
  hang()
}

for await (const line of createInterface({ input: process.stdin })) {
  const { type, id, prompt, output } = JSON.parse(line)
  if (type === 'stop') {
    if (fault === 'deaf') continue
    break
  }
  if (prompt === 'crash' || (prompt === 'crash once' && starts === 1)) {
    for (let i = 0; i < 100; i++) console.error(`line ${i}`)
    console.error('\u001b[31mCUDA error: device-side assert triggered\u001b[0m')
    process.kill(process.pid, 'SIGKILL')
  }
  if (prompt === 'hang') {
    say({ type: 'progress', id, fraction: 0.25, stage: 'denoise' })
    const child = spawn(process.execPath, [
      '-e',
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)',
    ])
    writeFileSync(`${state}.child`, String(child.pid))
    continue
  }
  if (prompt === 'garbage') say({ type: 'done', id, stageSeconds: 'a second' })
  if (prompt === 'other id') say({ type: 'done', id: id + 1 })
  if (prompt === 'other type') say({ type: 'finished', id })
  if (prompt === 'endless line') endlessLine()
  if (prompt === 'refuse') say({ type: 'error', id, message: 'the prompt has 300 tokens, at most 77' })
  if (prompt === 'no file') say({ type: 'done', id })
  if (prompt === 'empty file') {
    writeFileSync(output, '')
    say({ type: 'done', id })
  }
  if (prompt === 'other suffix') {
    writeFileSync(`${output}.mkv`, 'video')
    say({ type: 'done', id })
  }
  if (prompt === 'noisy') process.stdout.write('\r 50%|##  | 1/2\r100%|####| 2/2\n{"step": 2}\n')
  if (['fine', 'noisy', 'crash once'].includes(prompt)) {
    writeFileSync(output, `made by start ${starts}`)
    say({
      type: 'done',
      id,
      stageSeconds: { sample: 1.5 },
      extra: 'members that the harness does not know are fine',
    })
  }
}
if (fault !== 'deaf') process.exit(0)

/** Writes past the stream, which would keep everything in memory while the loop never ends. */
function endlessLine() {
  for (;;) {
    try {
      writeSync(1, 'x'.repeat(2 ** 12))
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
