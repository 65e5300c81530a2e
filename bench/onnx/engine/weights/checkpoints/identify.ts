type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

/** A kind of network, told by names and shapes of a few of its tensors. */
interface Kind {
  /** A tensor that networks of this kind have and others do not. */
  readonly telltale: string
  /** Its variant in words, given the shape of any tensor. */
  readonly title: (shape: (name: string) => readonly number[]) => string
}

/** Names of vision transformers' widths (Dosovitskiy et al. 2021, table 1). */
const vitSizes: Readonly<Record<number, string>> = { 192: 'Ti', 384: 'S', 768: 'B', 1024: 'L', 1280: 'H' }
const vit = (width: number | undefined, patch: number | undefined) => {
  const size = vitSizes[width ?? 0]
  return size === undefined ? `ViT of width ${width}, patches of ${patch}` : `ViT-${size}/${patch}`
}

// in this order: what has the tensors of several kinds is the first of them
const kinds: readonly Kind[] = [
  {
    telltale: 'roi_heads.text_decoder.textual.embedding.words.weight',
    title: () => 'GRiT',
  },
  {
    telltale: 'text_decoder.bert.embeddings.word_embeddings.weight',
    title: (shape) => {
      const [width] = shape('visual_encoder.patch_embed.proj.weight')
      const sizes: Readonly<Record<number, string>> = { 96: 'T or S', 128: 'B', 192: 'L' }
      return `Tag2Text Swin-${sizes[width ?? 0] ?? `of width ${width}`}`
    },
  },
  {
    telltale: 'vision_encoder.temporal_positional_embedding',
    title: (shape) => {
      const [width, , , patch] = shape('vision_encoder.conv1.weight')
      return `ViCLIP ${vit(width, patch)}, ${shape('vision_encoder.temporal_positional_embedding')[1]} frames`
    },
  },
  {
    telltale: 'visual.conv1.weight',
    title: (shape) => {
      const [width, , patch] = shape('visual.conv1.weight')
      return shape('visual.proj').length === 0 ? 'CLIP ResNet' : `CLIP ${vit(width, patch)}`
    },
  },
  {
    telltale: 'updateformer.input_transform.weight',
    title: (shape) => {
      // facebookresearch/co-tracker: the first version has no virtual tracks, the third an MLP for correlations
      if (shape('updateformer.virual_tracks').length === 0) return 'CoTracker'
      if (shape('corr_mlp.fc1.weight').length > 0) return 'CoTracker3'
      return `CoTracker2, windows of ${shape('time_emb')[1]} frames`
    },
  },
  {
    telltale: 'fnet.conv1.weight',
    // raft.py, --small: 32 channels in the first layer, 64 without
    title: (shape) => (shape('fnet.conv1.weight')[0] === 32 ? 'RAFT-small' : 'RAFT'),
  },
  {
    telltale: 'encoder.pyramid1.0.0.weight',
    title: (shape) => {
      // cfgs/AMT-{S,L,G}.yaml: channels of the first features
      const variants: Readonly<Record<number, string>> = { 20: 'S', 48: 'L', 84: 'G' }
      const [channels] = shape('encoder.pyramid1.0.0.weight')
      return `AMT-${variants[channels ?? 0] ?? `of ${channels} channels`}`
    },
  },
  {
    telltale: 'transformer_encoder.posembed_input.position_emb',
    // musiq_arch.py: AVA is rated with ten grades, the others with one number
    title: (shape) => (shape('head.weight')[0] === 1 ? 'MUSIQ with one number' : 'MUSIQ with grades (AVA)'),
  },
  {
    telltale: 'blocks.0.attn.q_bias',
    title: (shape) => {
      const [width, , , patch] = shape('patch_embed.proj.weight')
      return `UMT ${vit(width, patch)}, ${shape('head.weight')[0] ?? 'no'} classes`
    },
  },
  {
    telltale: 'extractor_list.0.model.cls_token',
    title: () => "DreamSim's ensemble",
  },
  {
    telltale: 'base_model.model.extractor_list.0.model.blocks.0.attn.qkv.lora_A.weight',
    title: () => "the adapter of DreamSim's ensemble",
  },
  {
    telltale: 'blocks.0.ls1.gamma',
    title: (shape) => {
      const [width, , patch] = shape('patch_embed.proj.weight')
      return `DINOv2 ${vit(width, patch)}${shape('register_tokens').length > 0 ? ' with registers' : ''}`
    },
  },
  {
    telltale: 'pos_drop.weight',
    title: (shape) => {
      const [width, , patch] = shape('patch_embed.proj.weight')
      return `CLIP ${vit(width, patch)} in DreamSim's form`
    },
  },
  {
    telltale: 'cls_token',
    title: (shape) => {
      const [width, , patch] = shape('patch_embed.proj.weight')
      return `${vit(width, patch)} in DINO's form`
    },
  },
]

/** What network the tensors of a checkpoint, or the parameters of a network, are; null when none that VBench uses. */
export function identify(tensors: Shapes): string | null {
  const kind = kinds.find(({ telltale }) => tensors.has(telltale))
  return kind ? kind.title((name) => tensors.get(name)?.shape ?? []) : null
}
