import { elementCount, type FloatTensor, floatTensor } from '../../tensor/tensor.ts'

/** [1, …] each → [B, …]. */
export function stack(parts: readonly FloatTensor[]): FloatTensor {
  if (parts.length === 1) return parts[0]!
  const rest = parts[0]!.shape.slice(1)
  const out = floatTensor([parts.length, ...rest])
  parts.forEach((part, i) => {
    out.data.set(part.data, i * elementCount(rest))
  })
  return out
}

/** [B, …] → B of [1, …], each with memory of its own. */
export function unstack({ shape, data }: FloatTensor): FloatTensor[] {
  const rest = shape.slice(1)
  const size = elementCount(rest)
  return Array.from({ length: shape[0]! }, (_, i) =>
    floatTensor([1, ...rest], data.slice(i * size, (i + 1) * size)),
  )
}
