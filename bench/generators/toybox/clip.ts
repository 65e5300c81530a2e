import { type Degradation, degradePicture, degradeScene, degradeTime } from './degrade.ts'
import { parseToyboxPrompt } from './grammar.ts'
import { renderToybox } from './render.ts'
import { type SceneSize, sceneOf } from './scene.ts'

/**
 * The frames of a prompt in order: interleaved 8-bit RGB of `width` · `height` pixels. The same arguments give the
 * same bytes. Throws BenchError TOYBOX_PROMPT.
 */
export function* toyboxFrames(
  prompt: string,
  seed: number,
  size: SceneSize,
  degradation: Degradation | null,
): Generator<Uint8Array, void, void> {
  const perfect = sceneOf(parseToyboxPrompt(prompt), seed, size)
  const scene = degradation === null ? perfect : degradeScene(perfect, degradation, seed)
  for (let frame = 0; frame < size.frames; frame++) {
    const time = degradation === null ? frame : degradeTime(frame, size.frames, degradation)
    const picture = renderToybox(scene, time)
    yield degradation === null ? picture : degradePicture(picture, frame, size, degradation, seed)
  }
}
