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

/** Files of the Hugging Face hub that are fetched together. */
export interface HubSet {
  readonly id: string
  readonly title: string
  readonly license: string
  /** About; null where it is not known before the first pull. Sizes and hashes are pinned by that pull. */
  readonly downloadBytes: number | null
  /** Terms must be accepted at the hub before it serves the files. */
  readonly isGated: boolean
  readonly sources: readonly HubSource[]
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
