import type { Weights } from '../open.ts'
import { contiguousStrides, type StoredTensor } from '../stored-tensor.ts'

type Tensors = ReadonlyMap<string, StoredTensor>

/** A tensor of Hugging Face's form of CLIP by which it is known. */
const telltale = 'vision_model.embeddings.class_embedding'

// transformers, models/clip/convert_clip_original_pytorch_to_hf.py, read the other way
const renamed: readonly (readonly [from: RegExp, to: string])[] = [
  [/^logit_scale$/, 'logit_scale'],
  [/^text_model\.embeddings\.token_embedding\.weight$/, 'token_embedding.weight'],
  [/^text_model\.embeddings\.position_embedding\.weight$/, 'positional_embedding'],
  [/^text_model\.final_layer_norm\./, 'ln_final.'],
  [/^vision_model\.embeddings\.class_embedding$/, 'visual.class_embedding'],
  [/^vision_model\.embeddings\.patch_embedding\.weight$/, 'visual.conv1.weight'],
  [/^vision_model\.embeddings\.position_embedding\.weight$/, 'visual.positional_embedding'],
  // the spelling is theirs
  [/^vision_model\.pre_layrnorm\./, 'visual.ln_pre.'],
  [/^vision_model\.post_layernorm\./, 'visual.ln_post.'],
]
const layerNames: readonly (readonly [from: RegExp, to: string])[] = [
  [/^layer_norm1\./, 'ln_1.'],
  [/^layer_norm2\./, 'ln_2.'],
  [/^self_attn\.out_proj\./, 'attn.out_proj.'],
  [/^mlp\.fc1\./, 'mlp.c_fc.'],
  [/^mlp\.fc2\./, 'mlp.c_proj.'],
]
/** Linear maps without bias that OpenAI stores as a matrix to multiply with from the right. */
const transposed: Readonly<Record<string, string>> = {
  'text_projection.weight': 'text_projection',
  'visual_projection.weight': 'visual.proj',
}
/** Queries, keys and values, which OpenAI stores as one. */
const projections = ['q_proj', 'k_proj', 'v_proj'] as const
const positionIds = /\.embeddings\.position_ids$/

/**
 * A checkpoint with Hugging Face's names of CLIP under OpenAI's; any other as it is. Names that do not belong to CLIP
 * stay, so that they are reported.
 */
export function clipNames(weights: Weights): Weights {
  if (!weights.tensors.has(telltale)) return weights
  const tensors = new Map<string, StoredTensor>()
  for (const [name, tensor] of weights.tensors) {
    if (!positionIds.test(name))
      for (const [to, stored] of translated(name, tensor, weights.tensors)) tensors.set(to, stored)
  }
  return { path: weights.path, tensors }
}

function translated(
  name: string,
  tensor: StoredTensor,
  all: Tensors,
): readonly (readonly [string, StoredTensor])[] {
  const turned = Object.hasOwn(transposed, name) ? transposed[name] : undefined
  if (turned !== undefined && tensor.shape.length === 2) return [[turned, transpose(tensor)]]
  const layer = /^(text|vision)_model\.encoder\.layers\.(\d+)\.(.+)$/.exec(name)
  if (!layer) return [[replaced(name, renamed), tensor]]
  const [, tower, index, rest] = layer as unknown as [string, string, string, string]
  const to = `${tower === 'vision' ? 'visual.' : ''}transformer.resblocks.${index}.`
  const projection = /^self_attn\.([qkv]_proj)\.(weight|bias)$/.exec(rest)
  if (!projection) return [[to + replaced(rest, layerNames), tensor]]
  const joined = join(name.slice(0, -rest.length), projection[2]!, all)
  if (!joined) return [[name, tensor]]
  return projection[1] === projections[0] ? [[`${to}attn.in_proj_${projection[2]}`, joined]] : []
}

const replaced = (name: string, table: typeof renamed): string => {
  const row = table.find(([from]) => from.test(name))
  return row ? name.replace(row[0], row[1]) : name
}

function transpose(tensor: StoredTensor): StoredTensor {
  const [rows, columns] = tensor.shape as readonly [number, number]
  const [down, right] = (tensor.strides ?? contiguousStrides(tensor.shape)) as readonly [number, number]
  return { ...tensor, shape: [columns, rows], strides: [right, down] }
}

/** Queries, keys and values of a layer as one tensor; null where they do not fit together. */
function join(layer: string, kind: string, all: Tensors): StoredTensor | null {
  const pieces = projections.map((name) => all.get(`${layer}self_attn.${name}.${kind}`))
  const [first] = pieces
  const fits = pieces.every(
    (piece) =>
      piece && piece.dtype === first?.dtype && !piece.strides && String(piece.shape) === String(first.shape),
  )
  if (!first || !fits) return null
  const [rows, ...rest] = first.shape as readonly [number, ...number[]]
  return { ...first, shape: [rows * pieces.length, ...rest], pieces: pieces as StoredTensor[] }
}
