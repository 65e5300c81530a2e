import { philox4x32 } from './philox.ts'

/** Facts of a GPU that decide which thread draws which number once there are more numbers than threads. */
export interface CudaDevice {
  readonly multiprocessors: number
  /** Threads that one multiprocessor holds at once. */
  readonly threadsPerMultiprocessor: number
}

// PyTorch, aten/src/ATen/native/cuda/DistributionTemplates.h, block_size_bound
const blockSize = 256

/** Normals that one thread draws at a time (curand_normal4). */
const drawn = 4

/**
 * torch.randn in float32 on a CUDA device, first call after manual_seed(seed).
 *
 * The generator equals Random123's known answers, and up to as many numbers as the device has threads the result equals
 * published output of a GPU. Which thread draws which number beyond that is written from the sources of cuRAND and
 * PyTorch (curand_kernel.h, curand_philox4x32_x.h; ATen/native/cuda/DistributionTemplates.h) and awaits a GPU. A GPU's
 * sines are less exact: equality is to about 1e-6.
 */
export function cudaNormals(seed: number, count: number, device: CudaDevice): Float32Array {
  const blocksPerMultiprocessor = Math.floor(device.threadsPerMultiprocessor / blockSize)
  const blocks = Math.min(Math.ceil(count / blockSize), device.multiprocessors * blocksPerMultiprocessor)
  const threads = blocks * blockSize
  const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const
  const out = new Float32Array(count)
  for (let start = 0, call = 0; start < count; start += threads * drawn, call++) {
    for (let thread = 0; thread < threads && start + thread < count; thread++) {
      // curand_init puts the thread in the counter's upper half; each call advances the lower
      const words = philox4x32([call, 0, thread, 0], key)
      const normals = [...boxMuller(words[0], words[1]), ...boxMuller(words[2], words[3])]
      for (let i = 0; i < drawn; i++) {
        const at = start + thread + i * threads
        if (at < count) out[at] = normals[i]!
      }
    }
  }
  return out
}

/** Two words to two normals, sine first (curand_normal.h, _curand_box_muller). */
function boxMuller(x: number, y: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(Math.fround(x * 2 ** -32 + 2 ** -33)))
  const angle = Math.fround(2 * Math.PI * (y * 2 ** -32 + 2 ** -33))
  return [radius * Math.sin(angle), radius * Math.cos(angle)]
}
