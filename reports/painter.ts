export type Painter = ReturnType<typeof painter>

/** Text with SGR colours (ECMA-48, select graphic rendition), or as it is. */
export function painter(color: boolean) {
  const style = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), yellow: style(33) }
}
