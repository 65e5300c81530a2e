#!/usr/bin/env node
// A worker for the `process` generator: the model is loaded once, and clips are made on request. Put your model into
// `loadModel` and `makeClip`; the rest is the protocol (docs/new-generators.md), one JSON object a line each way:
//
//   generators: [{ kind: 'process', mode: 'worker', model: 'example', command: ['node', 'examples/process-worker.mjs'] }]
import { renameSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { mp4 } from './mp4.mjs'

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

const model = loadModel()
say({ type: 'ready', protocol: 1 })

// The loop ends with the input, also when the harness is gone: a worker never outlives it.
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  if (request.type === 'stop') break
  try {
    say({ type: 'done', id: request.id, stageSeconds: makeClip(model, request) })
  } catch (error) {
    // This clip has failed; the next one may not.
    say({ type: 'error', id: request.id, message: String(error) })
  }
}

function loadModel() {
  return { radius: 20, pixelsPerFrame: 3 }
}

/** Writes `output` and returns the seconds of each stage. The same prompt and seed make the same file. */
function makeClip(
  { radius, pixelsPerFrame },
  { id, prompt, seed, output, width = 128, height = 128, frames = 16, fps = 8 },
) {
  const start = performance.now()
  const hue = ([...prompt].reduce((sum, letter) => sum + letter.codePointAt(0), seed) % 360) / 360
  const pictures = Array.from({ length: frames }, (_, frame) => {
    say({ type: 'progress', id, fraction: frame / frames, stage: 'sample' })
    return disc({ width, height, hue, radius, x: (seed + frame * pixelsPerFrame) % width, y: height / 2 })
  })
  const sampled = performance.now()
  // Under another name first, so that a file with the right name is always complete.
  writeFileSync(`${output}.part`, mp4(pictures, { width, height, fps }))
  renameSync(`${output}.part`, output)
  return { sample: (sampled - start) / 1000, encode: (performance.now() - sampled) / 1000 }
}

/** A coloured disc on gray: interleaved RGB, `height · width · 3` bytes. */
function disc({ width, height, hue, radius, x, y }) {
  const color = [0, 1 / 3, 2 / 3].map((shift) => 128 + 90 * Math.cos(2 * Math.PI * (hue - shift)))
  const picture = new Uint8Array(width * height * 3)
  for (let at = 0; at < picture.length; at++) {
    const pixel = Math.floor(at / 3)
    const distance = Math.hypot((pixel % width) + 0.5 - x, Math.floor(pixel / width) + 0.5 - y)
    const coverage = Math.min(1, Math.max(0, radius - distance + 0.5))
    picture[at] = 128 + coverage * (color[at % 3] - 128)
  }
  return picture
}
