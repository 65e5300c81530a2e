import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { darkPalette, lightPalette, type Palette } from '../../../reports/palette.ts'

test('the pages have the colours of the reports, whose contrast is tested', () => {
  const style = readFileSync(new URL('../../../bench/review/page/style.css', import.meta.url), 'utf8')
  const [light = '', dark = ''] = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => body)
  expect(variables(light)).toEqual(expected(lightPalette))
  expect(variables(dark)).toEqual(expected(darkPalette))
})

const variables = (css: string) =>
  Object.fromEntries(
    [...css.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  )

const expected = ({ series: _, ...colours }: Palette) =>
  Object.fromEntries(
    Object.entries(colours).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  )
