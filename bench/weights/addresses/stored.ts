import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { fileBytes } from '../file-hash.ts'
import { ContentDigest, digestInto } from '../hub/digest.ts'
import type { Hub } from '../hub/hub.ts'
import { type AddressPin, changePins, readPins, withAddress } from '../hub/pins.ts'
import type { AddressEntry } from '../hub/sets.ts'
import { factsOf } from '../hub/stored-file.ts'

/** A file behind an address that lies on this machine. */
export interface StoredAddress {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  /** Null when the bytes are right. */
  readonly wrong: { readonly found: string; readonly expected: string } | null
}

/** Where files with addresses of their own lie; sets share them. */
const addressFolder = 'files'

export function addressPath({ name }: AddressEntry, folder: string | null): string {
  return join(folder ?? join(cacheFolder(), 'weights'), addressFolder, name)
}

/**
 * Looks for a file and checks its bytes against what its project publishes and what the first pull pinned; bytes that
 * were hashed before and look the same since are not hashed again, unless `always`.
 *
 * @returns null when it is not here
 */
export async function checkAddress(
  entry: AddressEntry,
  folder: string | null,
  hub: Hub,
  always = false,
): Promise<StoredAddress | null> {
  const path = addressPath(entry, folder)
  const bytes = await fileBytes(path)
  if (bytes === null) return null
  const pins = await readPins(hub.pins)
  const pin = pins.addresses?.[entry.name]
  const real = await realpath(path)
  const facts = await factsOf(real)
  const known = pins.verified[real]
  const isSame =
    known?.bytes === facts.bytes &&
    known.modifiedNanoseconds === facts.modifiedNanoseconds &&
    known.inode === facts.inode
  const sha256 = !always && isSame ? known.sha256 : await hashed(entry, real, bytes, hub)
  return { path, bytes, sha256, wrong: differenceOf(entry, pin, sha256) }
}

/** Notes what a file's bytes are, for every later pull, and that they were hashed. */
export async function pinAddress(entry: AddressEntry, path: string, sha256: string, hub: Hub): Promise<void> {
  const real = await realpath(path)
  const facts = await factsOf(real)
  const pin = { url: entry.url, bytes: facts.bytes, sha256 }
  await changePins(hub.pins, (pins) =>
    withAddress(pins, entry.name, pin, { path: real, verified: { ...facts, sha256 } }),
  )
}

function differenceOf(
  { sha256: published }: AddressEntry,
  pin: AddressPin | undefined,
  found: string,
): StoredAddress['wrong'] {
  const expected = pin?.sha256 ?? published
  if (expected === undefined || found.startsWith(expected)) return null
  return { found: `sha256 ${found}`, expected: `sha256 ${expected}` }
}

async function hashed({ name }: AddressEntry, path: string, bytes: number, hub: Hub): Promise<string> {
  // the etag decides only whether git's own hash is computed as well
  const digest = new ContentDigest({ bytes, etag: '', sha256: null })
  const onBytes = (doneBytes: number) => hub.tell('check', { name, doneBytes, totalBytes: bytes })
  await digestInto(digest, path, { signal: hub.signal, onBytes })
  return digest.finish().sha256
}
