import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'

// OpenGVLab/unmasked_teacher, modeling_finetune.py, get_sinusoid_encoding_table: the pretraining's grid
const pretrainedFrames = 8
const pretrainedPatches = 14 * 14
const maxPeriod = 10_000

/** UMT's positions of `frames` × 14 × 14 patches: sinusoids of 8 frames, linear in time between them. [L, width]. */
export function sinusoidPositions(frames: number, width: number): FloatTensor {
  const table = floatTensor([frames * pretrainedPatches, width])
  for (let frame = 0; frame < frames; frame++) {
    const source = Math.max(((frame + 0.5) * pretrainedFrames) / frames - 0.5, 0)
    const before = Math.floor(source)
    const after = Math.min(before + 1, pretrainedFrames - 1)
    for (let patch = 0; patch < pretrainedPatches; patch++) {
      for (let channel = 0; channel < width; channel++) {
        const value = (at: number) => Math.fround(sinusoid(at * pretrainedPatches + patch, channel, width))
        table.data[(frame * pretrainedPatches + patch) * width + channel] =
          value(before) * (1 - (source - before)) + value(after) * (source - before)
      }
    }
  }
  return table
}

function sinusoid(position: number, channel: number, width: number): number {
  const angle = position / maxPeriod ** ((2 * Math.floor(channel / 2)) / width)
  return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
}
