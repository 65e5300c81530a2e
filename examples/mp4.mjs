// A whole video encoder without dependencies, so that the example runs anywhere: H.264 in which every macroblock is
// stored as it is (I_PCM, ITU-T H.264 section 7.3.5), in an MP4 file (ISO/IEC 14496-12). The files are large; a real
// model uses a real encoder.

/** An MP4 file of RGB pictures (interleaved, 8 bits); sides must be even. */
export function mp4(pictures, { width, height, fps }) {
  const frames = pictures.map((picture, i) => idrFrame(planes(picture, width, height), width, height, i))
  const samples = frames.map((frame) => Buffer.concat([u32(frame.length), frame]))
  const start = box('ftyp', 'isom', u32(512), 'isomavc1')
  const data = box('mdat', ...samples)
  const first = start.length + 8
  return Buffer.concat([start, data, movie({ samples, first, width, height, fps })])
}

// --- H.264 ---

/** Width or height in macroblocks of 16 pixels. */
const blocks = (pixels) => Math.ceil(pixels / 16)

/** BT.601 studio-range YCbCr with half-size chroma; rows and columns beyond the picture repeat its last ones. */
function planes(rgb, width, height) {
  const pixel = (x, y) => {
    const at = (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 3
    return [rgb[at], rgb[at + 1], rgb[at + 2]]
  }
  const luma = ([r, g, b]) => 16 + 0.257 * r + 0.504 * g + 0.098 * b
  const blue = ([r, g, b]) => 128 - 0.148 * r - 0.291 * g + 0.439 * b
  const red = ([r, g, b]) => 128 + 0.439 * r - 0.368 * g - 0.071 * b
  const plane = (channel, scale) => (x, y) => Math.round(channel(pixel(x * scale, y * scale)))
  return { y: plane(luma, 1), cb: plane(blue, 2), cr: plane(red, 2) }
}

function idrFrame({ y, cb, cr }, width, height, index) {
  const bits = new Bits()
  // Slice header: first macroblock, I slice, parameter set, frame number, alternating IDR id, two flags, QP.
  bits
    .ue(0)
    .ue(7)
    .ue(0)
    .put(0, 4)
    .ue(index % 2)
    .put(0, 2)
    .ue(0)
  for (let row = 0; row < blocks(height); row++) {
    for (let column = 0; column < blocks(width); column++) {
      // mb_type 25 is I_PCM: aligned bytes, 256 of luma and 64 of each chroma.
      bits.ue(25).align(0)
      for (const [plane, side] of [
        [y, 16],
        [cb, 8],
        [cr, 8],
      ]) {
        for (let i = 0; i < side * side; i++) {
          bits.bytes.push(plane(column * side + (i % side), row * side + Math.floor(i / side)))
        }
      }
    }
  }
  return unit(0x65, bits.stop())
}

function sequenceParameters(width, height) {
  const bits = new Bits().put(66, 8).put(0xc0, 8).put(40, 8).ue(0).ue(0).ue(2).ue(1).put(0, 1)
  bits
    .ue(blocks(width) - 1)
    .ue(blocks(height) - 1)
    .put(3, 2)
  // What the last macroblocks hold too much, in steps of two pixels.
  bits
    .put(1, 1)
    .ue(0)
    .ue((blocks(width) * 16 - width) / 2)
    .ue(0)
    .ue((blocks(height) * 16 - height) / 2)
  return unit(0x67, bits.put(0, 1).stop())
}

function pictureParameters() {
  return unit(
    0x68,
    new Bits().ue(0).ue(0).put(0, 2).ue(0).ue(0).ue(0).put(0, 3).ue(0).ue(0).ue(0).put(0, 3).stop(),
  )
}

/** A NAL unit: no three bytes of it may look like a start code (section 7.4.1). */
function unit(header, bytes) {
  const out = [header]
  let zeros = 0
  for (const byte of bytes) {
    if (zeros === 2 && byte <= 3) {
      out.push(3)
      zeros = 0
    }
    out.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(out)
}

class Bits {
  bytes = []
  #byte = 0
  #used = 0

  put(value, count) {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#byte = (this.#byte << 1) | ((value >> bit) & 1)
      if (++this.#used < 8) continue
      this.bytes.push(this.#byte)
      this.#byte = this.#used = 0
    }
    return this
  }

  /** An unsigned Exp-Golomb code (section 9.1). */
  ue(value) {
    const length = Math.floor(Math.log2(value + 1))
    return this.put(0, length).put(value + 1, length + 1)
  }

  align(bit) {
    while (this.#used > 0) this.put(bit, 1)
    return this
  }

  stop() {
    return this.put(1, 1).align(0).bytes
  }
}

// --- MP4 ---

function movie({ samples, first, width, height, fps }) {
  const scale = Math.round(fps * 1000)
  const ticks = 1000
  const duration = ticks * samples.length
  const matrix = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30].map(u32)
  const sps = sequenceParameters(width, height)
  const pps = pictureParameters()
  const avcC = box('avcC', [1, 66, 0xc0, 40, 0xff, 0xe1], u16(sps.length), sps, [1], u16(pps.length), pps)
  const avc1 = box(
    'avc1',
    zeros(6),
    u16(1),
    zeros(16),
    u16(width),
    u16(height),
    u32(72 << 16),
    u32(72 << 16),
    zeros(4),
    u16(1),
    zeros(32),
    u16(24),
    u16(0xffff),
    avcC,
  )
  const sampleTable = box(
    'stbl',
    full('stsd', u32(1), avc1),
    full('stts', u32(1), u32(samples.length), u32(ticks)),
    full('stsc', u32(1), u32(1), u32(samples.length), u32(1)),
    full('stsz', u32(0), u32(samples.length), ...samples.map((sample) => u32(sample.length))),
    full('stco', u32(1), u32(first)),
  )
  const dataReference = box('dinf', full('dref', u32(1), box('url ', u32(1))))
  const media = box(
    'mdia',
    full('mdhd', u32(0), u32(0), u32(scale), u32(duration), u16(0x55c4), u16(0)),
    full('hdlr', u32(0), 'vide', zeros(12), 'video\0'),
    box('minf', box('vmhd', u32(1), zeros(8)), dataReference, sampleTable),
  )
  const header = full(
    'mvhd',
    u32(0),
    u32(0),
    u32(scale),
    u32(duration),
    u32(1 << 16),
    u16(0x100),
    zeros(10),
    ...matrix,
    zeros(24),
    u32(2),
  )
  const track = box(
    'tkhd',
    u32(3),
    u32(0),
    u32(0),
    u32(1),
    u32(0),
    u32(duration),
    zeros(16),
    ...matrix,
    u32(width << 16),
    u32(height << 16),
  )
  return box('moov', header, box('trak', track, media))
}

function box(type, ...parts) {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

const full = (type, ...parts) => box(type, u32(0), ...parts)
const zeros = (count) => Buffer.alloc(count)
const u16 = (value) => Buffer.from([value >> 8, value & 255])
const u32 = (value) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255])
