import { AestheticHead } from '../../../bench/models/vision/aesthetic-head.ts'
import { architectures } from '../../../bench/models/vision/architectures.ts'
import { Clip } from '../../../bench/models/vision/clip.ts'
import { Cotracker } from '../../../bench/models/vision/cotracker/cotracker.ts'
import { cotracker2, cotrackerArchitecture } from '../../../bench/models/vision/cotracker/spec.ts'
import { Dino } from '../../../bench/models/vision/dino.ts'
import { DinoV2 } from '../../../bench/models/vision/dinov2.ts'
import { DreamSimClip } from '../../../bench/models/vision/dreamsim.ts'
import { Amt } from '../../../bench/models/vision/flow/amt.ts'
import { Raft } from '../../../bench/models/vision/flow/raft.ts'
import { Grit } from '../../../bench/models/vision/grit/grit.ts'
import { gritArchitecture, gritSpec } from '../../../bench/models/vision/grit/spec.ts'
import { Musiq } from '../../../bench/models/vision/musiq/musiq.ts'
import {
  aestheticL14,
  amtS,
  clipB32,
  clipL14,
  dinoB16,
  dinov2B14,
  dreamsimClipB16,
  musiqSpaq,
  raftLarge,
  umtL16,
  viclipL14,
} from '../../../bench/models/vision/specs.ts'
import {
  tag2textArchitecture,
  tag2textSpec,
  tag2textSwinB,
} from '../../../bench/models/vision/tag2text/spec.ts'
import { Tag2Text } from '../../../bench/models/vision/tag2text/tag2text.ts'
import { Umt } from '../../../bench/models/vision/umt.ts'
import { Viclip } from '../../../bench/models/vision/viclip.ts'
import { officialNetwork } from './network.ts'

/** VBench's networks on frames and texts; files are rows of the weights table. */
export const networks = {
  dino: officialNetwork('dino_vitbase16_pretrain.pth', architectures.dino, dinoB16, (spec) => new Dino(spec)),
  dinov2: officialNetwork(
    'dinov2_vitb14_pretrain.pth',
    architectures.dinov2,
    dinov2B14,
    (spec) => new DinoV2(spec),
  ),
  // of DreamSim's ensemble, with DINO above
  dreamsimClip: officialNetwork(
    'clip_vitb16_pretrain.pth.tar',
    architectures.dreamsimClip,
    dreamsimClipB16,
    (spec) => new DreamSimClip(spec),
  ),
  dreamsimOpenClip: officialNetwork(
    'open_clip_vitb16_pretrain.pth.tar',
    architectures.dreamsimClip,
    dreamsimClipB16,
    (spec) => new DreamSimClip(spec),
  ),
  clipB32: officialNetwork('ViT-B-32.pt', architectures.clip, clipB32, (spec) => new Clip(spec)),
  clipL14: officialNetwork('ViT-L-14.pt', architectures.clip, clipL14, (spec) => new Clip(spec)),
  aestheticHead: officialNetwork(
    'sa_0_4_vit_l_14_linear.pth',
    architectures.aestheticHead,
    aestheticL14,
    (spec) => new AestheticHead(spec),
  ),
  musiq: officialNetwork(
    'musiq_spaq_ckpt-358bb6af.pth',
    architectures.musiq,
    musiqSpaq,
    (spec) => new Musiq(spec),
  ),
  raft: officialNetwork('raft-things.pth', architectures.raft, raftLarge, (spec) => new Raft(spec)),
  amt: officialNetwork('amt-s.pth', architectures.amt, amtS, () => new Amt()),
  umt: officialNetwork(
    'l16_ptk710_ftk710_ftk400_f16_res224.pth',
    architectures.umt,
    umtL16,
    // upstream loads with strict=False: a checkpoint without positions keeps the computed ones
    (spec, { tensors }) => new Umt({ ...spec, storedPositions: tensors.has('pos_embed') }),
  ),
  viclip: officialNetwork(
    'ViClip-InternVid-10M-FLT.pth',
    architectures.viclip,
    viclipL14,
    (spec) => new Viclip(spec),
  ),
  grit: officialNetwork(
    'grit_b_densecap_objectdet.pth',
    gritArchitecture,
    gritSpec,
    (spec) => new Grit(spec),
  ),
  tag2text: officialNetwork(
    'tag2text_swin_14m.pth',
    tag2textArchitecture,
    tag2textSwinB,
    (architecture, { tensors }) => new Tag2Text(tag2textSpec(architecture, tensors)),
  ),
  cotracker: officialNetwork(
    'cotracker2.pth',
    cotrackerArchitecture,
    cotracker2,
    (spec) => new Cotracker(spec),
  ),
} as const

/** CLIP's list of byte pairs, which ViCLIP uses as well. */
export const clipPairsFile = 'bpe_simple_vocab_16e6.txt.gz'
