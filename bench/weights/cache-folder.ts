import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where downloaded files are kept, absolute: `BENCH_CACHE`, else `opensora-bench` in the user's cache folder.
 *
 * Source: XDG Base Directory Specification 0.8; on Windows the folder of data that stays on the machine.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { BENCH_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = environment
  if (BENCH_CACHE) return BENCH_CACHE
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'opensora-bench')
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'opensora-bench', 'cache')
  return join(homedir(), '.cache', 'opensora-bench')
}
