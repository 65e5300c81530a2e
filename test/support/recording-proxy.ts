import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** One answer as a browser received it, its body unpacked. */
export interface RecordedAnswer {
  readonly url: string
  readonly head: string
  readonly body: Buffer
}

export interface RecordingProxy {
  readonly address: string
  readonly answers: readonly RecordedAnswer[]
  close(): Promise<void>
}

/** An HTTP proxy that keeps every byte on its way to the browser. */
export async function recordingProxy(): Promise<RecordingProxy> {
  const answers: RecordedAnswer[] = []
  const server = createServer((incoming, outgoing) => {
    const url = incoming.url!
    const forwarded = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      const chunks: Buffer[] = []
      outgoing.writeHead(answer.statusCode!, answer.statusMessage, answer.rawHeaders)
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        outgoing.write(chunk)
      })
      answer.on('close', () => {
        outgoing.end()
        const bytes = Buffer.concat(chunks)
        const whole = answer.complete && answer.headers['content-encoding'] === 'gzip'
        const head = `${answer.statusCode} ${answer.statusMessage}\n${answer.rawHeaders.join('\n')}`
        answers.push({ url, head, body: whole ? gunzipSync(bytes) : bytes })
      })
    })
    forwarded.on('error', () => outgoing.destroy())
    outgoing.on('close', () => forwarded.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
