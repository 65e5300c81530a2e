/**
 * Where a clip lies as seen from the page: beside it for clips inside the run folder, `file:///…` for recorded ones,
 * which stay where they are. Every part is escaped, so a name can't become a query, a fragment or a scheme.
 */
export function videoLink(runPath: string, folder: string, file: string): string {
  if (/^[A-Za-z]:[\\/]/.test(folder)) {
    const [drive, ...rest] = folder.split(/[\\/]/)
    return `file:///${drive}/${escapeParts([...rest, file])}`
  }
  if (folder.startsWith('/')) return `file:///${escapeParts([...folder.split('/'), file])}`
  const parts = [...runPath.split('/'), ...folder.split('/'), file].filter(
    (part) => part !== '' && part !== '.',
  )
  const path = escapeParts(parts)
  return parts[0] === '..' ? path : `./${path}`
}

const escapeParts = (parts: readonly string[]) =>
  parts
    .filter((part) => part !== '')
    .map(encodePart)
    .join('/')

/** A lone surrogate can't be percent-encoded; such a name does not exist on disk either. */
function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'))
}
