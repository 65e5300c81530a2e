import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { certificateOf, writeCertificate } from '../../bench/cli/certificate-file.ts'
import { describeMachine, describeSoftware } from '../../bench/pipeline/software.ts'
import type { ParityCertificate } from '../../bench/records/parity-certificate.ts'
import type { Profile } from '../../evaluators/contract.ts'
import { benchHere } from '../support/bench.ts'
import { temporaryFolder } from '../support/temporary.ts'

const official: Profile = { id: 'official', title: 'official', notice: null, backbones: {} }

async function made(change: (certificate: ParityCertificate) => ParityCertificate = (each) => each) {
  const output = temporaryFolder()
  const certificate = change({
    schemaVersion: 1,
    suite: 'vbench',
    createdAt: '2026-01-01T00:00:00.000Z',
    provider: 'cpu',
    networks: [
      {
        folder: 'dino',
        component: 'dino-vit',
        dimensions: ['subject-consistency'],
        outputs: 2,
        failed: 0,
        largest: { output: 'square cls', absoluteError: 2e-6, relativeError: 6e-7, tolerance: '0.0002' },
      },
    ],
    passed: true,
    software: await describeSoftware(),
    machine: await describeMachine(),
  })
  await writeCertificate(certificate, output)
  return { output, certificate }
}

describe('a parity certificate', () => {
  test('speaks for runs of VBench’s own networks on the machine that made it', async () => {
    const { output, certificate } = await made()
    expect(await certificateOf('vbench', official, output)).toEqual(certificate)
  })

  test('says nothing of stand-ins, of another processor, or of another version', async () => {
    const { output } = await made()
    expect(await certificateOf('vbench', { ...official, notice: 'stand-ins' }, output)).toBeNull()
    const elsewhere = await made((each) => ({
      ...each,
      machine: { ...each.machine, cpu: 'another processor' },
    }))
    expect(await certificateOf('vbench', official, elsewhere.output)).toBeNull()
    const before = await made((each) => ({ ...each, software: { ...each.software, bench: '0.0.1' } }))
    expect(await certificateOf('vbench', official, before.output)).toBeNull()
    expect(await certificateOf('vbench', official, temporaryFolder())).toBeNull()
  })

  test('a file that is none is an error that names it', async () => {
    const { output } = await made()
    await writeFile(join(output, 'parity-vbench.json'), '{"suite":"vbench"}')
    await expect(certificateOf('vbench', official, output)).rejects.toThrow(
      /parity-vbench\.json.*not a parity certificate/,
    )
  })
})

test('a folder that lacks a network of the suite, and an unknown suite, are errors', async () => {
  const folder = temporaryFolder()
  await mkdir(join(folder, 'dino'))
  await writeFile(join(folder, 'dino', 'config.json'), '{"component":"dino-vit"}')
  const lacking = await benchHere(['parity', folder, '--suite', 'vbench', '--output', folder])
  expect([lacking.status, lacking.stderr]).toEqual([2, expect.stringContaining('clip-openai')])
  const unknown = await benchHere(['parity', folder, '--suite', 'vbnch', '--output', folder])
  expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('vbench')])
})
