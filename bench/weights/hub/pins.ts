import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../../errors.ts'
import { cacheFolder } from '../cache-folder.ts'
import { withFileLock } from '../file-lock.ts'
import { etagPattern } from './digest.ts'
import { pathProblem, repositoryPattern } from './repository-path.ts'

/**
 * What the first pull saw, for every later one: the commit of each repository, and size and sha256 of each file. Beside
 * it, which files of this machine were hashed already, so that 20 GB are not read at every start.
 */
export interface Pins {
  readonly repositories: Readonly<Record<string, RepositoryPin>>
  /** By absolute path, links resolved. */
  readonly verified: Readonly<Record<string, Verified>>
  /** Files with addresses of their own, by name in the table of sets. */
  readonly addresses?: Readonly<Record<string, AddressPin>> | undefined
}

export interface RepositoryPin {
  readonly revision: string
  readonly commit: string
  /** Files and folders of the table of sets whose files are all listed here. */
  readonly entries: readonly string[]
  readonly files: Readonly<Record<string, FilePin>>
}

export interface FilePin {
  readonly bytes: number
  /** The hub's name for the content. */
  readonly etag: string
  /** Null between the listing and the end of the first download. */
  readonly sha256: string | null
}

/** What an address served when it was first asked, or the file in the archive that it served. */
export interface AddressPin {
  readonly url: string
  readonly bytes: number
  readonly sha256: string
}

/** What a file was when it was hashed; a file that is the same in all of this is taken to hold the same bytes. */
export interface Verified {
  readonly bytes: number
  readonly modifiedNanoseconds: string
  readonly inode: string
  readonly sha256: string
}

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const digits = z.string().regex(/^\d+$/)
const bytes = z.number().int().nonnegative()
const repositoryPath = z.string().refine((path) => pathProblem(path) === null, 'expected a path inside')
const pinsSchema = z.strictObject({
  version: z.literal(1),
  repositories: z.record(
    z.string().regex(repositoryPattern),
    z.strictObject({
      revision: z.string(),
      commit: z.string().regex(/^[0-9a-f]{40}$/),
      entries: z.array(z.string()),
      files: z.record(
        repositoryPath,
        z.strictObject({ bytes, etag: z.string().regex(etagPattern), sha256: hash.nullable() }),
      ),
    }),
  ),
  verified: z.record(
    z.string(),
    z.strictObject({ bytes, modifiedNanoseconds: digits, inode: digits, sha256: hash }),
  ),
  addresses: z.record(z.string(), z.strictObject({ url: z.url(), bytes, sha256: hash })).optional(),
})

/** @param folder where downloaded weights are kept; null for the user's cache folder */
export function pinsPath(folder: string | null): string {
  return join(folder ?? join(cacheFolder(), 'weights'), 'models.lock.json')
}

/** @throws BenchError WEIGHTS_LOCK_INVALID */
export async function readPins(path: string): Promise<Pins> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw new BenchError('WEIGHTS_LOCK_INVALID', { path, found: error.message }, { cause: error })
  })
  if (text === null) return { repositories: {}, verified: {} }
  const parsed = pinsSchema.safeParse(jsonOf(text, path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const found = `${issue?.path.join(' › ')}: ${issue?.message}`
  throw new BenchError('WEIGHTS_LOCK_INVALID', { path, found }, { cause: parsed.error })
}

/** Changes the lock file: what others wrote meanwhile is read first, and nobody ever sees half of a file. */
export async function changePins(path: string, change: (pins: Pins) => Pins): Promise<Pins> {
  return withFileLock(`${path}.lock`, async () => {
    const pins = change(await readPins(path))
    const temporary = `${path}.${process.pid}.tmp`
    try {
      await writeFile(temporary, `${JSON.stringify({ version: 1, ...pins }, null, 2)}\n`)
      await rename(temporary, path)
    } finally {
      await rm(temporary, { force: true })
    }
    return pins
  })
}

/** The pins with one repository's record replaced. */
export function withRepository(pins: Pins, name: string, pin: RepositoryPin): Pins {
  return { ...pins, repositories: { ...pins.repositories, [name]: pin } }
}

/** The pins with a file's sha256 and where its right bytes lie. */
export function withVerified(
  pins: Pins,
  repository: string,
  path: string,
  place: { readonly path: string; readonly verified: Verified },
): Pins {
  const pin = pins.repositories[repository]
  const file = pin?.files[path]
  if (!pin || !file) return pins
  const files = { ...pin.files, [path]: { ...file, sha256: place.verified.sha256 } }
  const changed = withRepository(pins, repository, { ...pin, files })
  return { ...changed, verified: { ...changed.verified, [place.path]: place.verified } }
}

/** The pins with an address's file and where its right bytes lie. */
export function withAddress(
  pins: Pins,
  name: string,
  pin: AddressPin,
  place: { readonly path: string; readonly verified: Verified },
): Pins {
  return {
    ...pins,
    addresses: { ...pins.addresses, [name]: pin },
    verified: { ...pins.verified, [place.path]: place.verified },
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BenchError('WEIGHTS_LOCK_INVALID', { path, found: 'it is not JSON' }, { cause })
  }
}
