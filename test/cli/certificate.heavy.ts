import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parityCertificateSchema } from '../../bench/records/parity-certificate.ts'
import { benchHere } from '../support/bench.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'

describeShared('bench parity --suite vbench', () => {
  test('every network of VBench holds its recorded cases, and the certificate says so', {
    timeout: 600_000,
  }, async () => {
    const output = temporaryFolder()
    const { status, stdout } = await benchHere([
      'parity',
      sharedPath('fixtures/vbench'),
      '--suite',
      'vbench',
      '--output',
      output,
    ])
    console.log(stdout)
    const certificate = parityCertificateSchema.parse(
      JSON.parse(await readFile(join(output, 'parity-vbench.json'), 'utf8')),
    )
    expect(certificate.networks.flatMap(({ component, failed }) => (failed > 0 ? [component] : []))).toEqual(
      [],
    )
    expect(certificate.networks).toHaveLength(10)
    expect(status).toBe(0)
  })
})
