/**
 * Why a path in a repository can't be a file below a folder of ours, or null when it can. Paths come from the hub's
 * answers and from lock files, so that they are checked before they are joined with anything.
 */
export function pathProblem(path: string): string | null {
  if (path === '' || path.length > mostCharacters) return `a path of ${path.length} characters`
  const parts = path.split('/')
  const bad = parts.find((part) => part === '' || part === '.' || part === '..' || forbidden.test(part))
  return bad === undefined ? null : `the path ${JSON.stringify(path)}`
}

/** Source: Linux, PATH_MAX is 4096; a quarter of it leaves room for the cache folder. */
const mostCharacters = 1024
/** Separators, drives and alternate streams of Windows, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const forbidden = /[\\:\u0000-\u001f\u007f]/

/** Source: the names that huggingface_hub accepts (utils/_validators.py): one owner, one name. */
export const repositoryPattern = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/
