/**
 * A printable character for every byte, so that byte sequences can be vocabulary entries.
 *
 * Source: Radford et al. 2019 (GPT-2), encoder.py, bytes_to_unicode.
 */
export const byteCharacters: readonly string[] = characterTable()

/** The bytes in the order in which vocabularies list them: printable ones first. */
export const byteOrder: readonly number[] = [
  ...range(0x21, 0x7e),
  ...range(0xa1, 0xac),
  ...range(0xae, 0xff),
  ...range(0, 0x20),
  ...range(0x7f, 0xa0),
  0xad,
]

function characterTable(): string[] {
  let extra = 0x100
  return Array.from({ length: 0x100 }, (_, byte) => {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff)
    return String.fromCharCode(printable ? byte : extra++)
  })
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
