import { BenchError } from '../../errors.ts'
import { fileBytes } from '../file-hash.ts'
import { type HubOptions, openHub } from '../hub/hub.ts'
import type { HubFileState } from '../hub/locate.ts'
import { readPins } from '../hub/pins.ts'
import type { AddressRow, HubSet } from '../hub/sets.ts'
import { addressPath, checkAddress, type StoredAddress } from './stored.ts'

/**
 * A file behind an address, its bytes checked; null when it is not here, or was never pulled and nobody published what
 * it should be.
 *
 * @throws BenchError WEIGHTS_DIFFER, WEIGHTS_LOCK_INVALID
 */
export async function findAddress(
  { set, entry }: AddressRow,
  options: HubOptions,
): Promise<StoredAddress | null> {
  const hub = await openHub(set.id, options)
  const isPinned = (await readPins(hub.pins)).addresses?.[entry.name] !== undefined
  if (!isPinned && entry.sha256 === undefined) return null
  const stored = await checkAddress(entry, options.folder, hub)
  if (stored === null || stored.wrong === null) return stored
  throw new BenchError('WEIGHTS_DIFFER', { path: stored.path, ...stored.wrong, set: set.id })
}

/** The files of a set behind addresses, without reading them. */
export async function addressFilesOf(
  { id, addresses = [] }: HubSet,
  options: HubOptions,
): Promise<HubFileState[]> {
  const hub = await openHub(id, options)
  const pins = (await readPins(hub.pins)).addresses ?? {}
  return Promise.all(
    addresses.map(async (entry): Promise<HubFileState> => {
      const path = addressPath(entry, options.folder)
      const found = await fileBytes(path)
      const bytes = pins[entry.name]?.bytes ?? null
      const isRight = bytes === null || found === bytes
      const state = found === null ? 'absent' : isRight ? 'unchecked' : 'wrong'
      const difference = state === 'wrong' ? { found: `${found} bytes`, expected: `${bytes} bytes` } : null
      return { name: entry.name, bytes, path, state, difference }
    }),
  )
}

/** The same with every byte hashed; without those of `skip`. */
export async function verifyAddresses(
  { id, addresses = [] }: HubSet,
  options: HubOptions,
  skip: ReadonlySet<string>,
): Promise<HubFileState[]> {
  const hub = await openHub(id, options)
  const states: HubFileState[] = []
  for (const entry of addresses.filter(({ name }) => !skip.has(name))) {
    const stored = await checkAddress(entry, options.folder, hub, true)
    states.push({
      name: entry.name,
      bytes: stored?.bytes ?? null,
      path: addressPath(entry, options.folder),
      state: stored === null ? 'absent' : stored.wrong === null ? 'right' : 'wrong',
      difference: stored?.wrong ?? null,
    })
  }
  return states
}
