/** Colours of the page and the charts. `test/reports/palette.test.ts` holds the contrast of every pair that is used. */
export interface Palette {
  /** Behind everything. */
  readonly background: string
  /** Cards, table heads, controls. */
  readonly surface: string
  /** Behind videos, in both themes. */
  readonly stage: string
  readonly ink: string
  readonly secondary: string
  /** Rules and grid lines; carries no meaning. */
  readonly line: string
  /** Borders of controls. */
  readonly border: string
  /** Links, focus rings, the chosen thing. */
  readonly accent: string
  readonly accentInk: string
  readonly pass: string
  readonly fail: string
  readonly warn: string
  /** One for each model, in order; repeats after the last. Shapes and labels repeat what they say. */
  readonly series: readonly string[]
}

// Series hues after Okabe and Ito, "Color Universal Design" (2008): blue, vermillion, bluish green, reddish purple,
// orange, sky blue, then grey; darkened or lightened until they stand 3:1 against the background.
export const lightPalette: Palette = {
  background: '#ffffff',
  surface: '#f5f6f8',
  stage: '#101215',
  ink: '#171b20',
  secondary: '#545d68',
  line: '#dfe3e8',
  border: '#848e9a',
  accent: '#0a58a8',
  accentInk: '#ffffff',
  pass: '#0c6e48',
  fail: '#b3261e',
  warn: '#855400',
  series: ['#0067a8', '#c84b00', '#00835c', '#6d1f5e', '#9a6b00', '#2b86b8', '#5d6672'],
}

export const darkPalette: Palette = {
  background: '#14171b',
  surface: '#1d2126',
  stage: '#0b0d0f',
  ink: '#e8ebee',
  secondary: '#a5afba',
  line: '#31373e',
  border: '#737e8a',
  accent: '#74b6f2',
  accentInk: '#0c1116',
  pass: '#5fd0a0',
  fail: '#ff9a8f',
  warn: '#e6b450',
  series: ['#56a8e8', '#f0803c', '#2fbf93', '#f0b6dc', '#e0ac3a', '#8fd0f4', '#a8b2bd'],
}

/** Colour of the n-th model. */
export function seriesColour(palette: Palette, index: number): string {
  return palette.series[index % palette.series.length]!
}
