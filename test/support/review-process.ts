import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReviewLinks } from '../../bench/cli/review-links.ts'

const bin = fileURLToPath(new URL('../../bench/cli/bin.mjs', import.meta.url))

export interface ReviewProcess {
  readonly child: ChildProcess
  readonly links: ReviewLinks
  /** Resolves with the exit code; null after a kill. */
  readonly ended: Promise<number | null>
}

/** `bench review` in a process of its own; returns when it takes requests. */
export async function startReviewProcess(runFolder: string, args: readonly string[]): Promise<ReviewProcess> {
  const child = spawn(process.execPath, [bin, 'review', runFolder, '--json', ...args], {
    cwd: dirname(runFolder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const links = await new Promise<ReviewLinks>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      if (stdout.endsWith('}\n')) resolve(JSON.parse(stdout) as ReviewLinks)
    })
    ended.then((code) => reject(new Error(`bench review ended with ${code}: ${stderr}`)))
  })
  return { child, links, ended }
}

/** The most memory that a process had resident so far, bytes; Linux only. */
export function peakMemoryBytes({ pid }: ChildProcess): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  if (kib === undefined) throw new Error(`Found no VmHWM of process ${pid}`)
  return Number(kib) * 1024
}

export interface Reply {
  readonly status: number
  readonly body: string
}

/** A rater's browser for load tests: one connection that is kept, and less work for each request than fetch. */
export function lightClient(origin: string, token: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (path: string, body?: unknown): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const sent = request(
        origin + path,
        {
          agent,
          method: text === undefined ? 'GET' : 'POST',
          timeout: 10_000,
          headers: {
            authorization: `Bearer ${token}`,
            ...(text === undefined
              ? {}
              : { origin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          },
        },
        (answer) => {
          let received = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk: string) => {
            received += chunk
          })
          answer.on('end', () => resolve({ status: answer.statusCode!, body: received }))
          answer.on('error', reject)
          // The connection broke inside the answer.
          answer.on('close', () => reject(new Error('cut off')))
        },
      )
      sent.on('error', reject)
      sent.on('timeout', () => sent.destroy(new Error('no answer')))
      sent.end(text)
    })
  return { ask, close: () => agent.destroy() }
}
