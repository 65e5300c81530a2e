/** Suffixes that count as videos, in the order that settles a tie between two files of one clip. */
export const videoSuffixes = ['.mp4', '.mov', '.mkv', '.webm', '.avi', '.m4v', '.gif'] as const

/** A name without its video suffix; null when it has none. Upper-case suffixes count too. */
export function videoStem(name: string): string | null {
  const lower = name.toLowerCase()
  const suffix = videoSuffixes.find((candidate) => lower.endsWith(candidate))
  return suffix === undefined ? null : name.slice(0, -suffix.length)
}

/** `<prompt>-<index>` taken apart; `index` is null where a name has none. */
export function splitStem(stem: string): { readonly prompt: string; readonly index: string | null } {
  const index = /-(\p{Nd}+)$/u.exec(stem)?.[1]
  return index === undefined
    ? { prompt: stem, index: null }
    : { prompt: stem.slice(0, -index.length - 1), index }
}

/**
 * The prompt of a file whose name is all that is known: without folder, last suffix and trailing `-<digits>`.
 * Source: get_prompt_from_filename of vbench/utils.py, Vchitect/VBench @45e79ec.
 */
export function promptOfFileName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  // What Python's Path.stem cuts: a last dot that is neither the first nor the last character.
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 && dot < name.length - 1 ? name.slice(0, dot) : name
  return splitStem(stem).prompt
}
