import { architectures } from '../../../bench/models/vision/architectures.ts'
import {
  type AdapterSpec,
  DreamSim,
  dreamsimName,
  isAdapterName,
} from '../../../bench/models/vision/dreamsim.ts'
import { adapterTensors, readAdapterSettings } from '../../../bench/onnx/engine/weights/adapter.ts'
import { matchWeights } from '../../../bench/onnx/engine/weights/match.ts'
import { openWeights, type Weights } from '../../../bench/onnx/engine/weights/open.ts'
import type { BackboneContext } from '../../contract.ts'
import { type OfficialNetwork, statedSizes } from './network.ts'
import { networks } from './networks.ts'

/** The low-rank change of the ensemble and its settings. */
export const adapterFile = 'dreamsim_ensemble_lora.safetensors'
const settingsFile = 'dreamsim_ensemble_lora.json'

// adapter_config.json of the released ensemble, target_modules
const adaptedLayer = 'qkv'

// dreamsim/config.py, `ensemble`: in this order
const { dino, dreamsimClip, dreamsimOpenClip } = networks

/**
 * DreamSim's ensemble from its released files. DINO's tensors come from DINO's own release, as upstream's `torch.hub.load`
 * has it; the file named after DINO in DreamSim's archive gives only a head that the ensemble does not use.
 */
export const dreamsim: OfficialNetwork<DreamSim> = {
  files: [dino.file, dreamsimClip.file, dreamsimOpenClip.file, adapterFile, settingsFile],
  async load(context) {
    const [first, second, third] = await Promise.all([
      dino.load(context),
      dreamsimClip.load(context),
      dreamsimOpenClip.load(context),
    ])
    const change = adapterTensors(await openWeights(context.weightPath(adapterFile)))
    const network = new DreamSim({
      dino: first.network.spec,
      clip: second.network.spec,
      openClip: third.network.spec,
      lora: await adapterSpec(context),
    })
    const files = [first, second, third]
    // file by file, so that an error names the one that is wrong
    for (const { network, weights } of files) matchWeights(weights, network.parameters)
    matchWeights(
      change,
      network.parameters.filter(({ path }) => isAdapterName(path)),
    )
    return {
      network,
      weights: joined(
        files.map(({ weights }) => weights),
        change,
      ),
    }
  },
}

/** As the adapter's own settings have it, or as config.json of an adapter of the user's own. */
async function adapterSpec(context: BackboneContext): Promise<AdapterSpec> {
  const own = context.architecture?.(adapterFile) ?? null
  if (own !== null) return statedSizes(architectures.lora, own, context.weightPath(adapterFile))
  return readAdapterSettings(context.weightPath(settingsFile), adaptedLayer)
}

/** The tensors of all files by their names in the ensemble. */
function joined(files: readonly Weights[], change: Weights): Weights {
  const tensors = new Map(change.tensors)
  for (const [index, weights] of files.entries())
    for (const [name, stored] of weights.tensors) tensors.set(dreamsimName(index, name), stored)
  return { path: change.path, tensors }
}
