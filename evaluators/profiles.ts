import { problem } from '../bench/errors.ts'
import type { AnyBackbone, Profile, RoleId } from './contract.ts'
import { cellEmbedder } from './features/cell-embedder.ts'
import { centernetDetector } from './features/centernet-detector.ts'
import { centernetEmbedder } from './features/centernet-embedder.ts'
import { farnebackFlow } from './features/farneback-flow.ts'
import { onFirstFrames } from './features/first-frames.ts'
import { frameDifference } from './features/frame-difference.ts'
import { amtMidframe } from './features/official/amt-midframe.ts'
import { clipAesthetic } from './features/official/clip-aesthetic.ts'
import { clipEmbedder } from './features/official/clip-embedder.ts'
import { clipStyle } from './features/official/clip-style.ts'
import { cotracker } from './features/official/cotracker.ts'
import { dinoCentreEmbedder } from './features/official/dino-centre-embedder.ts'
import { dinoEmbedder } from './features/official/dino-embedder.ts'
import { dinov2Embedder } from './features/official/dinov2-embedder.ts'
import { dreamsimEmbedder, dreamsimSegments } from './features/official/dreamsim-embedder.ts'
import { gritDetector, gritOwnNames } from './features/official/grit-detector.ts'
import { musiqQuality } from './features/official/musiq-quality.ts'
import { raftFlow } from './features/official/raft-flow.ts'
import { raftStillness } from './features/official/raft-stillness.ts'
import { tag2textOwnFrames, tag2textTagger } from './features/official/tag2text-tagger.ts'
import { umtClassifier } from './features/official/umt-classifier.ts'
import { viclipEmbedder } from './features/official/viclip-embedder.ts'
import { onPictures } from './features/on-pictures.ts'
import { shapeDetector } from './features/shape-detector.ts'
import { warpedMidframe } from './features/warped-midframe.ts'

/** Roles that only large trained networks play. */
const trainedRoles = [
  'aesthetic',
  'image-quality',
  'action-classifier',
  'tagger',
  'style-embedder',
  'video-text-embedder',
  'camera-tracker',
] as const satisfies readonly RoleId[]

// These profiles have no networks of their own for likeness between the segments of long clips.
const centernetOfSegments = onFirstFrames(centernetEmbedder)
const cellsOfSegments = onFirstFrames(cellEmbedder)

/** Small or classical stand-ins; CenterNet is 4 MB from the npm registry, fetched on demand. */
const lite: Profile = {
  id: 'lite',
  title: 'Small and classical backbones',
  notice: "lite profile: small stand-ins for VBench's networks; not comparable with published VBench scores",
  backbones: {
    'frame-difference': frameDifference,
    'subject-embedder': centernetEmbedder,
    'background-embedder': centernetEmbedder,
    'segment-subject-embedder': centernetOfSegments,
    'segment-background-embedder': centernetOfSegments,
    'i2v-subject-embedder': onPictures(centernetEmbedder, 'subject'),
    'i2v-background-embedder': onPictures(centernetEmbedder, 'background'),
    flow: farnebackFlow,
    interpolator: warpedMidframe,
    'object-detector': centernetDetector,
    'region-captioner': centernetDetector,
  },
  absent: absent('lite'),
}

/** For the toybox world: everything is found in pixels, so that a first run needs no download. */
const toybox: Profile = {
  id: 'toybox',
  title: 'Shapes and colours in pixels',
  notice:
    'toybox profile: made for the procedural toybox world; says nothing about real videos and is not comparable with VBench scores',
  backbones: {
    'frame-difference': frameDifference,
    'subject-embedder': cellEmbedder,
    'background-embedder': cellEmbedder,
    'segment-subject-embedder': cellsOfSegments,
    'segment-background-embedder': cellsOfSegments,
    'i2v-subject-embedder': onPictures(cellEmbedder, 'subject'),
    'i2v-background-embedder': onPictures(cellEmbedder, 'background'),
    flow: farnebackFlow,
    interpolator: warpedMidframe,
    'object-detector': shapeDetector,
    'region-captioner': shapeDetector,
  },
  absent: absent('toybox'),
}

/** VBench's own networks, with its own preprocessing. Their weights are fetched by `bench models pull vbench`. */
const official: Profile = {
  id: 'official',
  title: "VBench's own networks",
  notice: null,
  backbones: {
    'frame-difference': frameDifference,
    'still-frame-difference': raftStillness,
    'subject-embedder': dinoEmbedder,
    'background-embedder': clipEmbedder,
    flow: raftFlow,
    interpolator: amtMidframe,
    aesthetic: clipAesthetic,
    'image-quality': musiqQuality,
    'object-detector': gritDetector,
    'region-captioner': gritDetector,
    'action-classifier': umtClassifier,
    tagger: tag2textTagger,
    'style-embedder': clipStyle,
    'video-text-embedder': viclipEmbedder,
    'segment-subject-embedder': dinov2Embedder,
    'segment-background-embedder': dreamsimSegments,
    'i2v-subject-embedder': dinoCentreEmbedder,
    'i2v-background-embedder': dreamsimEmbedder,
    'camera-tracker': cotracker,
  },
}

/** The same where upstream plainly errs. What differs is listed in docs/scoring.md. */
const corrected: Profile = {
  ...official,
  id: 'official-corrected',
  title: "VBench's own networks, without its mix-ups of frames and of objects",
  notice:
    "official-corrected profile: VBench's networks without its mix-ups of frames and of objects; not comparable with published VBench scores",
  backbones: {
    ...official.backbones,
    'object-detector': gritOwnNames,
    'region-captioner': gritOwnNames,
    tagger: tag2textOwnFrames,
  },
}

function absent(profile: string): NonNullable<Profile['absent']> {
  return Object.fromEntries(trainedRoles.map((role) => [role, problem('ROLE_EMPTY', { profile, role })]))
}

/** In the order of help texts. */
export const profiles = [toybox, lite, official, corrected] as const satisfies readonly Profile[]
export const profileIds = ['toybox', 'lite', 'official', 'official-corrected'] as const
export type ProfileId = (typeof profileIds)[number]

/** The backbones of a profile, each once. */
export function backbonesOf(profile: Profile): readonly AnyBackbone[] {
  return [...new Set(Object.values(profile.backbones))]
}
