import type { RgbFrame } from '../../video/contract.ts'
import { type Degradation, degradePicture, degradeScene, degradeTime } from './degrade.ts'
import { parseToyboxPrompt } from './grammar.ts'
import { renderToybox } from './render.ts'
import { type SceneSize, sceneOf } from './scene.ts'

/** Frames a second: VBench's dynamic degree then looks at every frame (vbench/dynamic_degree.py, extract_frame). */
export const toyboxFps = 8

/** The frames of a prompt in order. The same arguments give the same bytes. Throws BenchError TOYBOX_PROMPT. */
export function* toyboxFrames(
  prompt: string,
  seed: number,
  size: SceneSize,
  degradation: Degradation | null = null,
): Generator<RgbFrame, void, void> {
  const perfect = sceneOf(parseToyboxPrompt(prompt), seed, size)
  const scene = degradation === null ? perfect : degradeScene(perfect, degradation, seed)
  for (let index = 0; index < size.frames; index++) {
    const time = degradation === null ? index : degradeTime(index, size.frames, degradation)
    const picture = renderToybox(scene, time)
    const data = degradation === null ? picture : degradePicture(picture, index, size, degradation, seed)
    yield { index, width: size.width, height: size.height, data, timeSeconds: index / toyboxFps }
  }
}
