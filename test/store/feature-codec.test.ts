import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFeature, encodeFeature, type FeatureValue } from '../../bench/store/feature-codec.ts'

const arrays = fc.oneof(
  fc.float32Array({ maxLength: 20 }),
  fc.float64Array({ maxLength: 20 }),
  fc.int8Array({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }),
  fc.int16Array({ maxLength: 20 }),
  fc.uint16Array({ maxLength: 20 }),
  fc.int32Array({ maxLength: 20 }),
  fc.uint32Array({ maxLength: 20 }),
)
const keys = fc.oneof(
  fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'),
  fc.constant('$'),
)
const { value: values } = fc.letrec<{ value: FeatureValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    // JSON has one zero.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string(),
    arrays as fc.Arbitrary<FeatureValue>,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

describe('feature codec', () => {
  test('what is decoded equals what was encoded, typed arrays with their type and bits', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeFeature(encodeFeature(value))).toStrictEqual(value)
      }),
    )
  })

  test('every bit pattern of a float survives', () => {
    const bits = new Uint32Array([0x7fc00001, 0xffc12345, 0x80000000, 0x7f800000, 0x00000001])
    const decoded = decodeFeature(encodeFeature({ row: new Float32Array(bits.buffer) })) as {
      row: Float32Array
    }
    expect(new Uint32Array(decoded.row.buffer)).toEqual(bits)
  })

  test('a view into a larger buffer stores its own part alone', () => {
    const whole = Float32Array.from([1, 2, 3, 4])
    const bytes = encodeFeature([whole.subarray(1, 3)])
    expect(bytes.byteLength).toBeLessThan(64)
    expect(decodeFeature(bytes)).toEqual([Float32Array.from([2, 3])])
  })

  test('damaged bytes are an error, never a value that reaches past them', () => {
    const bytes = encodeFeature({ rows: [Float32Array.from([1, 2, 3])], name: 'a', deep: { $: [1] } })
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Uint8Array.from(bytes)
        damaged[at]! ^= flip
        try {
          decodeFeature(damaged)
        } catch (error) {
          expect(error).toSatisfy(
            (thrown) =>
              thrown instanceof RangeError || thrown instanceof SyntaxError || thrown instanceof TypeError,
          )
        }
      }),
    )
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeFeature(bytes.subarray(0, length))).toThrow()
    }
  })

  test('numbers that JSON has no word for are refused, and so is endless nesting', () => {
    expect(() => encodeFeature({ score: Number.NaN })).toThrow(RangeError)
    let deep: FeatureValue = 1
    for (let level = 0; level < 40; level++) deep = [deep]
    expect(() => encodeFeature(deep)).toThrow(/nested/)
  })
})
