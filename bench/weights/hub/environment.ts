import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { BenchError } from '../../errors.ts'

/** What the Hugging Face variables say; they mean what they mean to the `huggingface_hub` library. */
export interface HubEnvironment {
  /** Address of the hub or of a mirror, without a slash at the end. */
  readonly endpoint: string
  /** The cache folder of the user, absolute: the one that holds `models--…` folders. */
  readonly cache: string
  /** Sent to the endpoint and to nobody else. */
  readonly token: string | null
  /** No request at all. */
  readonly isOffline: boolean
}

type Variables = NodeJS.ProcessEnv

/** Source: huggingface_hub, constants.py, `_HF_DEFAULT_ENDPOINT`. */
const defaultEndpoint = 'https://huggingface.co'
/** Source: huggingface_hub, constants.py, `ENV_VARS_TRUE_VALUES`. */
const trueValues = ['1', 'ON', 'YES', 'TRUE']

/**
 * Reads HF_ENDPOINT, HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_TOKEN_PATH and HF_HUB_OFFLINE (and the older names of two of
 * them), and the token that `hf auth login` left in HF_HOME.
 *
 * @throws BenchError OPTION_INVALID
 */
export async function readHubEnvironment(variables: Variables = process.env): Promise<HubEnvironment> {
  const home = expanded(variables.HF_HOME || join(cacheHome(variables), 'huggingface'))
  const cache = expanded(variables.HF_HUB_CACHE || variables.HUGGINGFACE_HUB_CACHE || join(home, 'hub'))
  const offline = variables.HF_HUB_OFFLINE || variables.TRANSFORMERS_OFFLINE || ''
  return {
    endpoint: endpointOf(variables.HF_ENDPOINT || defaultEndpoint),
    cache,
    token: await readToken(variables, home),
    isOffline: trueValues.includes(offline.toUpperCase()),
  }
}

/** Source: XDG Base Directory Specification 0.8, as in huggingface_hub. */
function cacheHome({ XDG_CACHE_HOME }: Variables): string {
  return XDG_CACHE_HOME || join(homedir(), '.cache')
}

function expanded(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
}

function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username || url.search) {
    throw new BenchError('OPTION_INVALID', {
      option: 'HF_ENDPOINT',
      found: JSON.stringify(text),
      expected: 'an address such as https://huggingface.co',
      command: 'models',
    })
  }
  return url.href.replace(/\/+$/, '')
}

async function readToken(variables: Variables, home: string): Promise<string | null> {
  const given = variables.HF_TOKEN || variables.HUGGING_FACE_HUB_TOKEN
  if (given?.trim()) return given.trim()
  const path = expanded(variables.HF_TOKEN_PATH || join(home, 'token'))
  const stored = await readFile(path, 'utf8').catch(() => '')
  return stored.trim() || null
}
