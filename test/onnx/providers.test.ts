import { expect, test } from 'vitest'
import { providerProblem } from '../../bench/onnx/engine/providers.ts'

/** Messages of onnxruntime-node 1.30 on a machine without a GPU. */
test.each([
  [
    'cuda',
    'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
    'Failed to load shared library',
  ],
  [
    'webgpu',
    '/src/webgpu_context.cc:136 Initialize(…) was false. Failed to get a WebGPU adapter: No supported adapters.',
    'Failed to get a WebGPU adapter: No supported adapters',
  ],
] as const)('a missing %s is an error with a remedy', (provider, message, found) => {
  const problem = providerProblem(provider, new Error(message))
  expect(problem?.problem).toMatchObject({
    code: 'PROVIDER_MISSING',
    message: expect.stringContaining(found),
  })
  expect(problem?.problem.remedy).toContain('docs/gpu.md')
})

test('other failures are not blamed on the provider', () => {
  expect(providerProblem('cuda', new Error('Node (3_Add) has inputs of different shapes'))).toBeNull()
  expect(providerProblem('cpu', new Error('Failed to load model'))).toBeNull()
})
