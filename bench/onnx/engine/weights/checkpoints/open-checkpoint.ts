import { openWeights, type Weights, weightsUnder } from '../open.ts'
import { clipNames } from './clip-names.ts'

/**
 * Keys under which training code keeps a network's tensors, beside those of its optimiser and its settings, and the name
 * of the network inside PyTorch's DataParallel.
 */
const wrappers = ['state_dict', 'model', 'module']

/**
 * Opens the checkpoint of a single network as its authors published it: the tensors by the names that they have in the
 * network, whatever the file wraps them in. Names of Hugging Face's form of CLIP become OpenAI's.
 *
 * Throws WEIGHT_FILE_MISSING and WEIGHTS_UNREADABLE.
 */
export async function openCheckpoint(path: string): Promise<Weights> {
  return clipNames(unwrapped(await openWeights(path)))
}

/** What the wrappers hold, from the outermost to the innermost. */
function unwrapped(weights: Weights): Weights {
  const inside = wrappers
    .map((key) => weightsUnder(weights, `${key}.`))
    .find(({ tensors }) => tensors.size > 0)
  return inside ? unwrapped(inside) : weights
}
