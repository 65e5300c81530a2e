// C channels, T frames, H height, W width
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { BenchError } from '../../errors.ts'
import { elementCount, type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import type { Direction } from '../autoencoder-flops.ts'
import type { Codec, CodecSpec } from './codec.ts'

/**
 * Another program that encodes and decodes. It is started once and reads one JSON request a line from its input,
 * `{"direction": "encode", "input": "<file>", "shape": [1, 3, T, H, W], "output": "<file>"}`; the input file holds
 * little-endian float32 numbers in row-major order. It writes the output file in the same form and then one line to its
 * output, `{"shape": [1, C, T', H', W']}` or `{"error": "<text>"}`.
 */
export async function openProcessCodec(spec: CodecSpec & { readonly kind: 'process' }): Promise<Codec> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-codec-'))
  const program = new Program(spec)
  const call = async (direction: Direction, input: FloatTensor): Promise<FloatTensor> => {
    const paths = { input: join(folder, 'input.f32'), output: join(folder, 'output.f32') }
    await writeTensor(paths.input, input)
    await rm(paths.output, { force: true })
    const shape = await program.ask({ direction, ...paths, shape: [...input.shape] })
    return readTensorFile(paths.output, shape, program)
  }
  return {
    encode: (video) => call('encode', video),
    decode: (latents) => call('decode', latents),
    outsidePeakBytes: () => program.peakBytes(),
    async release() {
      program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function writeTensor(path: string, { data }: FloatTensor): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  } finally {
    await file.close()
  }
}

async function readTensorFile(
  path: string,
  shape: readonly number[],
  program: Program,
): Promise<FloatTensor> {
  const bytes = await readFile(path).catch(() => null)
  const expected = elementCount(shape) * 4
  if (bytes === null || bytes.length !== expected) {
    const found = bytes === null ? 'it wrote no output file' : `its output file has ${bytes.length} bytes`
    throw program.failure(`${found}, expected ${expected} for [${shape.join(', ')}]`)
  }
  return floatTensor(shape, new Float32Array(Uint8Array.from(bytes).buffer))
}

/** No side of an answered tensor is longer, and no tensor larger: 4 GiB of float32. */
const maxElements = 2 ** 30
const answerSchema = z.union([
  z.object({
    shape: z
      .array(z.int().min(1).max(maxElements))
      .length(5)
      .refine((shape) => elementCount(shape) <= maxElements, { error: 'expected at most 2^30 elements' }),
  }),
  z.object({ error: z.string() }),
])

/** Characters of the program's own error output that a message quotes. */
const quoted = 2000
/** A longer line is no answer. */
const maxLine = 65_536

class Program {
  readonly #spec: CodecSpec & { readonly kind: 'process' }
  #child: ChildProcessWithoutNullStreams | null = null
  #tail = ''
  #settle: ((line: string | Error) => void) | null = null

  constructor(spec: CodecSpec & { readonly kind: 'process' }) {
    this.#spec = spec
  }

  async ask(request: Readonly<Record<string, unknown>>): Promise<readonly number[]> {
    const child = this.#child ?? this.#start()
    const line = await new Promise<string | Error>((resolve) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        resolve(this.failure(`no answer after ${this.#spec.callSeconds} s`))
      }, this.#spec.callSeconds * 1000)
      this.#settle = (answer) => {
        clearTimeout(timer)
        resolve(answer)
      }
      child.stdin.write(`${JSON.stringify(request)}\n`)
    })
    this.#settle = null
    if (line instanceof Error) throw line
    return this.#read(line)
  }

  /** Highest resident memory, bytes; 0 where the system does not say. */
  async peakBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.#child?.pid}/status`, 'utf8').catch(() => '')
    const found = /^VmHWM:\s*(\d+) kB$/m.exec(status)
    return found ? Number(found[1]) * 1024 : 0
  }

  stop(): void {
    process.off('exit', this.#kill)
    this.#kill()
    this.#child = null
  }

  failure(found: string): BenchError {
    const tail = this.#tail.trim() === '' ? '' : `\nThe end of its error output:\n${this.#tail.trim()}`
    return new BenchError('PROFILE_PROCESS', { command: this.#spec.command.join(' '), found, tail })
  }

  // a program that outlives the harness would disturb the next measurement
  readonly #kill = () => void this.#child?.kill('SIGKILL')

  #start(): ChildProcessWithoutNullStreams {
    const [program = '', ...args] = this.#spec.command
    const child = spawn(program, args, { cwd: this.#spec.folder, stdio: 'pipe', windowsHide: true })
    this.#child = child
    process.on('exit', this.#kill)
    child.stdin.on('error', () => undefined)
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-quoted)
    })
    createInterface({ input: child.stdout }).on('line', (line) => this.#settle?.(line.slice(0, maxLine)))
    child.on('error', (error) => this.#settle?.(this.failure(`it can't be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      this.#child = null
      this.#settle?.(this.failure(`it ended (${signal ?? `exit code ${code}`})`))
    })
    return child
  }

  #read(line: string): readonly number[] {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      throw this.failure(`its answer is not JSON: ${line.slice(0, 200)}`)
    }
    const answer = answerSchema.safeParse(value)
    if (!answer.success) throw this.failure(`its answer holds no shape: ${line.slice(0, 200)}`)
    if ('error' in answer.data) throw this.failure(answer.data.error.slice(0, quoted))
    return answer.data.shape
  }
}
