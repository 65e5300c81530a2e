interface Stream {
  readonly isTTY?: boolean
}

type Paint = (text: string) => string
export interface Colours {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
}

/** Paints text for a stream, or leaves it as it is. */
export function colours(stream: Stream, env: NodeJS.ProcessEnv = process.env): Colours {
  const on = hasColour(stream, env)
  // Select Graphic Rendition codes: ECMA-48, section 8.3.117.
  const paint = (start: number, end: number): Paint =>
    on ? (text) => `\x1b[${start}m${text}\x1b[${end}m` : (text) => text
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
  }
}

/** FORCE_COLOR wins over NO_COLOR (no-color.org), as in Node itself; otherwise a terminal has colours. */
export function hasColour(stream: Stream, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '')
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (env.NO_COLOR) return false
  return stream.isTTY === true && env.TERM !== 'dumb'
}
