import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * The folder that fetched files are kept in: the setting, else `opensora-bench` in the user's cache folder
 * (XDG Base Directory Specification: `XDG_CACHE_HOME`, or `~/.cache`).
 */
export function weightsFolder(setting: string | null): string {
  if (setting !== null) return resolve(setting)
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'opensora-bench')
}

/** Where a file of a set lies, whether or not it is there. */
export function weightPath(folder: string, set: string, file: string): string {
  return join(folder, set, file)
}
