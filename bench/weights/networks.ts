import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { fileBytes, fileHash } from './file-hash.ts'
import type { FoundWeight } from './locate.ts'

/**
 * Sub-folders of a weight folder in which a network of the user's own can stand in for a file of the tables: other
 * weights, or another size of the same kind of network.
 */
export const networkFolders: Readonly<Record<string, string>> = {
  'dino_vitbase16_pretrain.pth': 'dino',
  'dinov2_vitb14_pretrain.pth': 'dinov2',
  'clip_vitb16_pretrain.pth.tar': 'dreamsim-clip',
  'open_clip_vitb16_pretrain.pth.tar': 'dreamsim-open-clip',
  // one folder for both: its config.json states what the released adapter has in a file of its own
  'dreamsim_ensemble_lora.safetensors': 'dreamsim-lora',
  'dreamsim_ensemble_lora.json': 'dreamsim-lora',
  'ViT-B-32.pt': 'clip-vit-b32',
  'ViT-L-14.pt': 'clip-vit-l14',
  'sa_0_4_vit_l_14_linear.pth': 'aesthetic-head',
  'musiq_spaq_ckpt-358bb6af.pth': 'musiq',
  'raft-things.pth': 'raft',
  'amt-s.pth': 'amt-s',
  'l16_ptk710_ftk710_ftk400_f16_res224.pth': 'umt',
  'ViClip-InternVid-10M-FLT.pth': 'viclip',
  'tag2text_swin_14m.pth': 'tag2text',
  'grit_b_densecap_objectdet.pth': 'grit',
  'cotracker2.pth': 'cotracker2',
}

/** The form of a network's config.json; recorded cases (`bench parity`) have the same, with more in it. */
const configSchema = z.object({
  /** Sizes; those of the released network when left out. */
  architecture: z.record(z.string(), z.json()).optional(),
  weights: z
    .string()
    .refine((name) => name === basename(name) && !['', '.', '..'].includes(name), 'expected a file beside it')
    .default('weights.safetensors'),
})

/** Whether the folder holds a network of the user's own in place of the file. */
export async function hasOwnNetwork(name: string, folder: string | null): Promise<boolean> {
  const path = configPath(name, folder)
  return path !== null && (await fileBytes(path)) !== null
}

/**
 * The network of the user's own that stands in for a file of the tables; null when there is none.
 *
 * @throws BenchError NETWORK_FOLDER, WEIGHT_FILE_MISSING
 */
export async function findOwnNetwork(name: string, folder: string | null): Promise<FoundWeight | null> {
  const config = configPath(name, folder)
  if (config === null || (await fileBytes(config)) === null) return null
  const { architecture = null, weights } = await readConfig(config)
  const path = join(config, '..', weights)
  const bytes = await fileBytes(path)
  if (bytes === null) throw new BenchError('WEIGHT_FILE_MISSING', { path })
  return { path, bytes, sha256: await fileHash(path), network: { architecture } }
}

function configPath(name: string, folder: string | null): string | null {
  if (folder === null || !Object.hasOwn(networkFolders, name)) return null
  return join(folder, networkFolders[name] as string, 'config.json')
}

async function readConfig(path: string): Promise<z.output<typeof configSchema>> {
  try {
    return configSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    const found =
      cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll('\n', ' ') : 'it is not JSON'
    throw new BenchError('NETWORK_FOLDER', { path, found }, { cause })
  }
}
