import { problem } from '../bench/errors.ts'
import type { Score } from '../bench/records/score.ts'
import { type CameraMove, cameraMoves } from './camera-moves.ts'
import { imageToVideo } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { scored, tooFewFrames, unscored } from './scored.ts'

/** What prompts ask for, in the order in which upstream looks. Source: vbench2_beta_i2v/camera_motion.py, get_type. */
const wordings: readonly (readonly [words: string, move: CameraMove])[] = [
  ['camera pans left', 'pan_left'],
  ['camera pans right', 'pan_right'],
  ['camera tilts up', 'tilt_up'],
  ['camera tilts down', 'tilt_down'],
  ['camera zooms in', 'zoom_in'],
  ['camera zooms out', 'zoom_out'],
  ['camera static', 'static'],
]

/** Whether the camera moves as the prompt asks: 1 or 0 a clip, from where tracked points end up. */
export const cameraMotion: Evaluator<'camera-tracker'> = {
  meta: {
    id: 'camera-motion',
    title: 'Camera motion',
    unit: 'share of clips',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'camera-tracker',
    needsPrompt: true,
    citation: imageToVideo('camera_motion'),
  },
  score({ clip, prompt, feature }): Score {
    const { width, height, frameCount } = clip.video
    if (frameCount < 2) return tooFewFrames(frameCount, 2)
    const wanted = wordings.find(([words]) => prompt.text.includes(words))?.[1]
    if (wanted === undefined) {
      const expected = wordings.map(([words]) => `"${words}"`).join(', ')
      return unscored(problem('CAMERA_MOVE_ABSENT', { prompt: prompt.id, expected }))
    }
    const found = cameraMoves(feature, Math.min(width, height))
    return scored(found.includes(wanted) ? 1 : 0, 1, { wanted, found: [...found] })
  },
}
