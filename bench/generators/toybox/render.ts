import { toyboxPalette, toyboxShadingLevels } from '../../records/toybox-vocabulary.ts'
import { outlines } from './outline.ts'
import { type Pose, poseAt } from './path.ts'
import type { Background, Body, Scene } from './scene.ts'

/**
 * One picture of a scene: interleaved 8-bit RGB, rows from the top, `height · width · 3` bytes. `time` is in frames
 * from the start of the clip and may lie between two frames. The picture is a function of its arguments alone.
 */
export function renderToybox(scene: Scene, time: number): Uint8Array {
  const picture = backgroundOf(scene).slice()
  for (const body of scene.bodies) paintBody(picture, scene, body, poseAt(body.path, time))
  // The conversion clamps to 0 … 255 and rounds half to even (ECMAScript, ToUint8Clamp).
  return new Uint8Array(new Uint8ClampedArray(picture).buffer)
}

/** Backgrounds stand still, so that each scene's is painted once. */
const backgrounds = new WeakMap<Scene, Float32Array>()

function backgroundOf(scene: Scene): Float32Array {
  const painted = backgrounds.get(scene) ?? paintBackground(scene)
  backgrounds.set(scene, painted)
  return painted
}

function paintBackground({ width, height, background }: Scene): Float32Array {
  const picture = new Float32Array(width * height * 3)
  const [red, green, blue] = toyboxPalette[background.color]
  const texture = textureOf(background, Math.min(width, height))
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const level = toyboxShadingLevels * texture(x + 0.5 - width / 2, y + 0.5 - height / 2)
      picture[at] = red + level
      picture[at + 1] = green + level
      picture[at + 2] = blue + level
    }
  }
  return picture
}

/** −1 … 1 at a point, in pixels from the middle of a picture with sides of at least `side`. Smooth: H.264 keeps it clean. */
function textureOf({ texture, angle, phase }: Background, side: number): (x: number, y: number) => number {
  const alongX = Math.cos(angle)
  const alongY = Math.sin(angle)
  // Five periods on a picture: 26 pixels each at 128 × 128.
  const turns = (2 * Math.PI * 5) / side
  const u = (x: number, y: number) => x * alongX + y * alongY
  const v = (x: number, y: number) => y * alongX - x * alongY
  switch (texture) {
    case 'plain':
      return () => 0
    case 'gradient':
      return (x, y) => Math.max(-1, Math.min(1, (2 * u(x, y)) / (side * Math.SQRT2)))
    case 'striped':
      return (x, y) => Math.tanh(2 * Math.sin(turns * u(x, y) + phase))
    case 'checkered':
      return (x, y) => Math.tanh(3 * Math.sin(turns * u(x, y) + phase) * Math.sin(turns * v(x, y) + phase))
    case 'dotted':
      return (x, y) =>
        Math.tanh(3 * (Math.cos(turns * u(x, y) + phase) + Math.cos(turns * v(x, y) + phase) - 1))
  }
}

function paintBody(picture: Float32Array, { width, height }: Scene, body: Body, pose: Pose): void {
  const color = toyboxPalette[body.color]
  const outline = outlines[body.shape]
  const radius = body.radius * pose.scale
  const cos = Math.cos(pose.angle) / radius
  const sin = Math.sin(pose.angle) / radius
  const first = (center: number) => Math.max(0, Math.floor(center - radius - rimPixels))
  const last = (center: number, length: number) =>
    Math.min(length - 1, Math.ceil(center + radius + rimPixels))
  for (let y = first(pose.y); y <= last(pose.y, height); y++) {
    for (let x = first(pose.x); x <= last(pose.x, width); x++) {
      // The pixel's middle in the body's own coordinates, where its radius is 1.
      const dx = x + 0.5 - pose.x
      const dy = y + 0.5 - pose.y
      const u = dx * cos + dy * sin
      const v = dy * cos - dx * sin
      const coverage = softStep(-outline(u, v) * radius)
      if (coverage === 0) continue
      const level = toyboxShadingLevels * shade(u, v, body.shading)
      const at = (y * width + x) * 3
      for (let channel = 0; channel < 3; channel++) {
        picture[at + channel] = picture[at + channel]! * (1 - coverage) + (color[channel]! + level) * coverage
      }
    }
  }
}

/** Half the width of the soft rim: an edge two pixels wide has little above the Nyquist frequency. */
const rimPixels = 1

/** 0 outside, 1 inside, a cubic between; `depth` is in pixels inwards from the outline. */
function softStep(depth: number): number {
  const t = Math.min(1, Math.max(0, 0.5 + depth / (2 * rimPixels)))
  return t * t * (3 - 2 * t)
}

/**
 * −1 … 1: two crossed waves that the body carries along. Without them the inside of a body has no visible motion, and
 * a circle that spins looks still.
 */
function shade(u: number, v: number, [phaseU, phaseV]: readonly [number, number]): number {
  return (Math.cos(4 * u + phaseU) + Math.cos(4 * v + phaseV)) / 2
}
