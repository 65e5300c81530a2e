/** A file, or a folder with all that is in it. */
export interface HubEntry {
  /** Unique in the whole table; what programs and `bench models path` ask for. */
  readonly name: string
  /** In the repository; a folder ends with a slash. */
  readonly path: string
  /** Of each of these groups, the folder must hold at least one file. */
  readonly holds?: readonly (readonly string[])[]
}

export interface HubSource {
  /** owner/name at the hub. */
  readonly repository: string
  /** Branch, tag or commit that the first pull pins. */
  readonly revision: string
  readonly entries: readonly HubEntry[]
}

/** A file behind an address of its own. */
export interface AddressEntry {
  /** Unique in the whole table; what programs and `bench models path` ask for. */
  readonly name: string
  readonly url: string
  /** Published by whoever serves it, or the first digits of it; the first pull pins the rest. */
  readonly sha256?: string
  /** The file inside the zip archive that the address serves. */
  readonly member?: string
}

/** Files of the Hugging Face hub, and of addresses beside it, that are fetched together. */
export interface HubSet {
  readonly id: string
  readonly title: string
  readonly license: string
  /** About; null where it is not known before the first pull. Sizes and hashes are pinned by that pull. */
  readonly downloadBytes: number | null
  /** Terms must be accepted at the hub before it serves the files. */
  readonly isGated: boolean
  readonly sources: readonly HubSource[]
  readonly addresses?: readonly AddressEntry[]
}

// Source: hpcaitech/Open-Sora 7ad6a96, configs/diffusion/inference/256px.py, whose paths are those of the repository that
// its README.md names. The hub's page of that repository at commit 5dd4b85 lists both folders, and the two files of
// open-sora-v2 with 23.8 GB and 493 MB. Not checked: the files of the CLIP folder; what is left of the repository's
// 69.2 GB fits one weight file of 1.71 GB, which may have either name.
const textEncoders: HubSource = {
  repository: 'hpcai-tech/Open-Sora-v2',
  revision: 'main',
  entries: [
    {
      name: 't5-v1_1-xxl',
      path: 'google/t5-v1_1-xxl/',
      // torch archives pytorch_model-0000{1,2}-of-00002.bin there at commit f4807b5, 9.6 GB each
      holds: [
        ['spiece.model', 'tokenizer.json'],
        ['pytorch_model.bin.index.json', 'model.safetensors.index.json', 'model.safetensors'],
      ],
    },
    {
      name: 'clip-vit-large-patch14',
      path: 'openai/clip-vit-large-patch14/',
      holds: [
        ['merges.txt', 'tokenizer.json'],
        ['model.safetensors', 'pytorch_model.bin'],
      ],
    },
  ],
}

// Addresses of VBench's files. Source: vbench/utils.py, init_submodules, of Vchitect/VBench @45e79ec. A sha256 stands here
// where its project publishes one: OpenAI in the address itself, IQA-PyTorch its first digits in the name.
const amtSource: HubSource = {
  repository: 'lalala125/AMT',
  revision: 'main',
  entries: [{ name: 'amt-s.pth', path: 'amt-s.pth' }],
}
const vbenchSource: HubSource = {
  repository: 'OpenGVLab/VBench_Used_Models',
  revision: 'main',
  entries: [
    'l16_ptk710_ftk710_ftk400_f16_res224.pth',
    'ViClip-InternVid-10M-FLT.pth',
    'grit_b_densecap_objectdet.pth',
  ].map((name) => ({ name, path: name })),
}
// Source: facebookresearch/co-tracker, hubconf.py, cotracker2, which vbench2_beta_i2v/utils.py takes from torch.hub
const cotrackerSource: HubSource = {
  repository: 'facebook/cotracker',
  revision: 'main',
  entries: [{ name: 'cotracker2.pth', path: 'cotracker2.pth' }],
}
/** Networks of single frames. */
const frameAddresses: readonly AddressEntry[] = [
  {
    name: 'dino_vitbase16_pretrain.pth',
    url: 'https://dl.fbaipublicfiles.com/dino/dino_vitbase16_pretrain/dino_vitbase16_pretrain.pth',
  },
  {
    name: 'ViT-B-32.pt',
    url: 'https://openaipublic.azureedge.net/clip/models/40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af/ViT-B-32.pt',
    sha256: '40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af',
  },
  {
    name: 'ViT-L-14.pt',
    url: 'https://openaipublic.azureedge.net/clip/models/b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836/ViT-L-14.pt',
    sha256: 'b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836',
  },
  {
    name: 'sa_0_4_vit_l_14_linear.pth',
    url: 'https://raw.githubusercontent.com/LAION-AI/aesthetic-predictor/main/sa_0_4_vit_l_14_linear.pth',
  },
  {
    name: 'musiq_spaq_ckpt-358bb6af.pth',
    url: 'https://github.com/chaofengc/IQA-PyTorch/releases/download/v0.1-weights/musiq_spaq_ckpt-358bb6af.pth',
    sha256: '358bb6af',
  },
]
const flowAddresses: readonly AddressEntry[] = [
  {
    name: 'raft-things.pth',
    url: 'https://dl.dropboxusercontent.com/s/4j4z58wuv8o0mfz/models.zip',
    member: 'models/raft-things.pth',
  },
]
// Source: facebookresearch/dinov2 @b8931f7, dinov2/hub/backbones.py, dinov2_vitb14, which
// vbench2_beta_long/subject_consistency.py takes from torch.hub. No checksum is published.
const dinov2Address: AddressEntry = {
  name: 'dinov2_vitb14_pretrain.pth',
  url: 'https://dl.fbaipublicfiles.com/dinov2/dinov2_vitb14/dinov2_vitb14_pretrain.pth',
}
// Source: ssundaram21/dreamsim @db4d16c, dreamsim/config.py, dreamsim_weights of the type `ensemble`; the members are those
// that dreamsim/model.py and feature_extraction/ open. Others who use the file state 1,261,181,618 bytes; no checksum is
// published. Its dino_vitb16_pretrain.pth is not needed: the ensemble's DINO is dino_vitbase16_pretrain.pth.
const dreamsimArchive =
  'https://github.com/ssundaram21/dreamsim/releases/download/v0.2.0-checkpoints/dreamsim_ensemble_checkpoint.zip'
const dreamsimAddresses: readonly AddressEntry[] = [
  {
    name: 'clip_vitb16_pretrain.pth.tar',
    url: dreamsimArchive,
    member: 'clip_vitb16_pretrain.pth.tar',
  },
  {
    name: 'open_clip_vitb16_pretrain.pth.tar',
    url: dreamsimArchive,
    member: 'open_clip_vitb16_pretrain.pth.tar',
  },
  {
    name: 'dreamsim_ensemble_lora.safetensors',
    url: dreamsimArchive,
    member: 'ensemble_lora/adapter_model.safetensors',
  },
  {
    name: 'dreamsim_ensemble_lora.json',
    url: dreamsimArchive,
    member: 'ensemble_lora/adapter_config.json',
  },
]
const vbenchAddresses: readonly AddressEntry[] = [
  ...frameAddresses,
  ...flowAddresses,
  {
    name: 'tag2text_swin_14m.pth',
    url: 'https://huggingface.co/spaces/xinyu1205/recognize-anything/resolve/main/tag2text_swin_14m.pth',
  },
  {
    name: 'bpe_simple_vocab_16e6.txt.gz',
    url: 'https://raw.githubusercontent.com/openai/CLIP/main/clip/bpe_simple_vocab_16e6.txt.gz',
    // of the file in openai/CLIP @a1d0717
    sha256: '924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a',
  },
  {
    // Source: vbench/third_party/tag2Text/tag2text.py, init_tokenizer; GRiT takes the same words
    name: 'bert-base-uncased-vocab.txt',
    url: 'https://huggingface.co/google-bert/bert-base-uncased/resolve/main/vocab.txt',
    // of the file that transformers serves under this name
    sha256: '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
  },
]

export const hubSets = [
  {
    id: 'open-sora-v2',
    title: 'Open-Sora 2.0: 11B MMDiT, HunyuanVideo autoencoder, T5 and CLIP encoders with tokenizers',
    // the repository's card; Open-Sora's LICENSE adds the terms of the autoencoder, which comes from HunyuanVideo
    license: 'Apache-2.0; autoencoder: Tencent Hunyuan Community',
    // 23.8 + 0.49 + 19.05 + 1.71 GB: as above
    downloadBytes: 45_100_000_000,
    isGated: false,
    sources: [
      {
        repository: textEncoders.repository,
        revision: textEncoders.revision,
        entries: [
          { name: 'Open_Sora_v2.safetensors', path: 'Open_Sora_v2.safetensors' },
          { name: 'hunyuan_vae.safetensors', path: 'hunyuan_vae.safetensors' },
          ...textEncoders.entries,
        ],
      },
    ],
  },
  {
    id: 'open-sora-v2-dc-ae',
    title: 'Open-Sora 2.0, high compression: MMDiT for the 4×32×32 Video DC-AE, T5 and CLIP encoders',
    // not checked: the repository's card was not to be seen; the code that it belongs to is Apache-2.0
    license: 'Apache-2.0',
    downloadBytes: null,
    isGated: false,
    sources: [
      {
        // Source: docs/hcae.md and configs/diffusion/inference/high_compression.py of the same commit. Not checked: the
        // hub's list of files, but for F32T4C128_AE.safetensors, which others fetch from this address.
        repository: 'hpcai-tech/Open-Sora-v2-Video-DC-AE',
        revision: 'main',
        entries: [
          { name: 'Open_Sora_v2_Video_DC_AE.safetensors', path: 'Open_Sora_v2_Video_DC_AE.safetensors' },
          { name: 'F32T4C128_AE.safetensors', path: 'F32T4C128_AE.safetensors' },
        ],
      },
      textEncoders,
    ],
  },
  {
    id: 'flux-dev',
    title: 'FLUX.1 [dev]: the first image of t2i2v, and its autoencoder; used beside an Open-Sora set',
    license: 'FLUX.1 [dev] Non-Commercial',
    // 23.8 and 0.335 GB: the copies in hpcai-tech/Open-Sora-v2, by the page above
    downloadBytes: 24_100_000_000,
    isGated: true,
    sources: [
      {
        // Source: black-forest-labs/flux 802fb471, src/flux/util.py, `repo_id`, `repo_flow` and `repo_ae` of flux-dev.
        // Names: configs/diffusion/inference/plugins/t2i2v.py of Open-Sora.
        repository: 'black-forest-labs/FLUX.1-dev',
        revision: 'main',
        entries: [
          { name: 'flux1-dev.safetensors', path: 'flux1-dev.safetensors' },
          { name: 'flux1-dev-ae.safetensors', path: 'ae.safetensors' },
        ],
      },
    ],
  },
  {
    id: 'vbench',
    title: "VBench's networks: DINO, CLIP, LAION, MUSIQ, RAFT, AMT, UMT, ViCLIP, Tag2Text, GRiT",
    // Apache-2.0, MIT and non-commercial ones; each project's repository states its own
    license: 'several: those of the files',
    // counted from the networks' parameters, 4 bytes each and 2 in CLIP's archives; the addresses were not asked
    downloadBytes: 7_100_000_000,
    isGated: false,
    sources: [amtSource, vbenchSource],
    addresses: vbenchAddresses,
  },
  {
    id: 'vbench-long',
    title: 'VBench-Long: the networks of VBench, DINOv2, and DreamSim with its DINO, CLIP and OpenCLIP',
    license: 'several: those of the files; DINOv2: Apache-2.0; DreamSim: MIT',
    // those of vbench, 346 MB of DINOv2 counted from its parameters, and DreamSim's archive as above
    downloadBytes: 8_700_000_000,
    isGated: false,
    sources: [amtSource, vbenchSource],
    addresses: [...vbenchAddresses, dinov2Address, ...dreamsimAddresses],
  },
  {
    id: 'vbench-i2v',
    title: 'VBench-I2V: DINO, CLIP, LAION, MUSIQ, RAFT, AMT, DreamSim, and CoTracker 2 for the camera',
    license: 'several: those of the files; CoTracker: CC-BY-NC-4.0; DreamSim: MIT',
    // counted from the networks' parameters, 4 bytes each and 2 in CLIP's archives, and DreamSim's archive
    downloadBytes: 3_200_000_000,
    isGated: false,
    sources: [amtSource, cotrackerSource],
    addresses: [...frameAddresses, ...flowAddresses, ...dreamsimAddresses],
  },
  {
    id: 'lpips',
    title: 'LPIPS 0.1 on AlexNet: learned distance of pictures, for autoencoders',
    // richzhang/PerceptualSimilarity, LICENSE; pytorch/vision, LICENSE
    license: 'BSD-2-Clause; AlexNet: BSD-3-Clause',
    downloadBytes: 244_414_920,
    isGated: false,
    sources: [],
    addresses: [
      {
        name: 'alexnet-owt-7be5be79.pth',
        // torchvision/models/alexnet.py, AlexNet_Weights.IMAGENET1K_V1
        url: 'https://download.pytorch.org/models/alexnet-owt-7be5be79.pth',
        sha256: '7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02',
      },
      {
        name: 'lpips-v0.1-alex.pth',
        url: 'https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/082bb24f84c091ea94de2867d34c4544f68e0963/lpips/weights/v0.1/alex.pth',
        // of the same file in chaofengc/IQA-PyTorch-Weights at the hub, LPIPS_v0.1_alex-df73285e.pth
        sha256: 'df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0',
      },
    ],
  },
] as const satisfies readonly HubSet[]

export type HubSetId = (typeof hubSets)[number]['id']

export interface HubRow {
  readonly set: HubSet
  readonly source: HubSource
  readonly entry: HubEntry
}

/** Every entry, in the order of the table; shared ones appear once for each set. */
export function hubRows(sets: readonly HubSet[] = hubSets): readonly HubRow[] {
  return sets.flatMap((set) =>
    set.sources.flatMap((source) => source.entries.map((entry) => ({ set, source, entry }))),
  )
}

/** Whether a path of a repository is an entry, or in it. */
export function isIn({ path: entry }: HubEntry, path: string): boolean {
  return entry.endsWith('/') ? path.startsWith(entry) : path === entry
}

export interface AddressRow {
  readonly set: HubSet
  readonly entry: AddressEntry
}

/** Every file behind an address, in the order of the table; shared ones appear once for each set. */
export function addressRows(sets: readonly HubSet[] = hubSets): readonly AddressRow[] {
  return sets.flatMap((set) => (set.addresses ?? []).map((entry) => ({ set, entry })))
}
