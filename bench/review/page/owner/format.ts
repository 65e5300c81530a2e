/** A share as whole per cent with what it is made of, or a dash when nothing was asked. */
export function formatShare({ right, asked }: { readonly right: number; readonly asked: number }): string {
  return asked === 0 ? '–' : `${Math.round((100 * right) / asked)} % (${right}/${asked})`
}

export const formatSeconds = (seconds: number | null) => (seconds === null ? '–' : `${seconds.toFixed(1)} s`)

/** "just now", "5 min ago", "3 h ago", "2 d ago". */
export function formatAgo(atMilliseconds: number | null, nowMilliseconds: number): string {
  if (atMilliseconds === null) return '–'
  const minutes = Math.floor((nowMilliseconds - atMilliseconds) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`
  return `${Math.floor(minutes / 1440)} d ago`
}

/** `visual-quality` → `Visual quality`. */
export const formatQuestion = (id: string) =>
  `${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`
