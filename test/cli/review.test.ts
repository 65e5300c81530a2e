import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../bench/cli/commands.ts'
import { benchHere } from '../support/bench.ts'
import { startReviewProcess } from '../support/review-process.ts'
import { itemsOf, sendVotes, tokenOf } from '../support/review-server.ts'
import { runWithStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { voteOn } from '../support/vote.ts'

const folder = temporaryFolder()
const path = join(folder, 'run')

beforeAll(async () => {
  await (await runWithStudy(path)).close()
})

describe('bench review', () => {
  test('is a command', () => {
    expect(commands.map(({ name }) => name)).toContain('review')
  })

  test('hands out links once; they go on working after Ctrl-C and a new start', async () => {
    const first = await startReviewProcess(path, ['--port', '0', '--raters', '2', '--prolific', 'C0DE'])
    const { raters, prolific, origin } = first.links
    expect(raters.map(({ label }) => label)).toEqual(['Rater 1', 'Rater 2'])
    expect(prolific).toMatch(/\/prolific\?invite=[\w-]{32}&PROLIFIC_PID=\{\{%PROLIFIC_PID%\}\}&/)
    const token = tokenOf(raters[0]!.link!)
    const { items } = await itemsOf(origin, token)
    await sendVotes(origin, token, [voteOn(items[0]!)])
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)

    const again = await startReviewProcess(path, ['--port', '0'])
    expect(again.links.raters.map(({ link }) => link)).toEqual([null, null])
    const next = await itemsOf(again.links.origin, token)
    expect(next.items[0]!.id).toBe(items[1]!.id)
    const busy = await benchHere(['review', path, '--port', '0'])
    expect([busy.status, busy.stderr]).toEqual([1, expect.stringContaining('is in use by process')])
    again.child.kill('SIGTERM')
    expect(await again.ended).toBe(0)
  })

  test('writes a form without a network for each offline rater, and keeps what is there', async () => {
    const forms = join(folder, 'forms')
    const run = join(folder, 'offline')
    await (await runWithStudy(run)).close()
    const { status, stdout } = await benchHere(['review', run, '--export', forms, '--raters', '2', '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout).forms).toHaveLength(2)
    expect(await readdir(forms)).toEqual(['rater-1', 'rater-2'])
    for (const name of ['index.html', 'page.js', 'data.js', 'clips']) {
      expect(existsSync(join(forms, 'rater-1', name))).toBe(true)
    }
    const again = await benchHere(['review', run, '--export', forms])
    expect(again.stdout).toContain('was there already')
    const tooMany = await benchHere(['review', run, '--export', forms, '--raters', '3'])
    expect([tooMany.status, tooMany.stderr]).toEqual([2, expect.stringContaining('2 free places')])
  })

  test.each([
    [['--host', '0.0.0.0', '--open'], 'could join'],
    [['--host', '192.168.1.5', '--prolific', 'x'], 'could join'],
    [['--port', '70000'], 'an integer from 0 to 65535'],
    [['--origin', 'study.example.org'], 'without a path'],
    [['--origin', 'https://study.example.org/path'], 'without a path'],
    [['--abandon-after-minutes', '0'], 'an integer from 1'],
    [['--raters', '5'], '4 free places'],
  ])('refuses %j', async (args, message) => {
    const run = join(folder, `refused ${args.join(' ').replaceAll('/', '-')}`)
    await (await runWithStudy(run)).close()
    const { status, stderr } = await benchHere(['review', run, '--port', '0', ...args])
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)])
  })

  test('says when the port is taken, before any link is made', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.on('listening', resolve))
    const { port } = taken.address() as { port: number }
    const { status, stderr } = await benchHere(['review', path, '--port', String(port), '--new-links'])
    expect([status, stderr]).toEqual([2, expect.stringContaining('can not listen')])
    taken.close()
  })
})
