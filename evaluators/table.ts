import { aestheticQuality } from './aesthetic-quality.ts'
import { appearanceStyle } from './appearance-style.ts'
import { backgroundConsistency } from './background-consistency.ts'
import { cameraMotion } from './camera-motion.ts'
import { color } from './color.ts'
import type { Evaluator, RoleId } from './contract.ts'
import { dynamicDegree } from './dynamic-degree.ts'
import { humanAction } from './human-action.ts'
import { i2vBackground } from './i2v-background.ts'
import { i2vSubject } from './i2v-subject.ts'
import { imagingQuality } from './imaging-quality.ts'
import { motionSmoothness } from './motion-smoothness.ts'
import { multipleObjects } from './multiple-objects.ts'
import { objectClass } from './object-class.ts'
import { overallConsistency } from './overall-consistency.ts'
import { scene } from './scene.ts'
import { spatialRelationship } from './spatial-relationship.ts'
import { subjectConsistency } from './subject-consistency.ts'
import { temporalFlickering } from './temporal-flickering.ts'
import { temporalStyle } from './temporal-style.ts'

/** An evaluator whatever its role: whoever calls it hands it the feature of the role that its `meta` names. */
export type AnyEvaluator = { [R in RoleId]: Evaluator<R> }[RoleId]

/** Every dimension: those of VBench in the order of its score table, then those of VBench-I2V. */
export const evaluators = [
  subjectConsistency,
  backgroundConsistency,
  temporalFlickering,
  motionSmoothness,
  dynamicDegree,
  aestheticQuality,
  imagingQuality,
  objectClass,
  multipleObjects,
  humanAction,
  color,
  spatialRelationship,
  scene,
  appearanceStyle,
  temporalStyle,
  overallConsistency,
  cameraMotion,
  i2vSubject,
  i2vBackground,
] as const satisfies readonly AnyEvaluator[]

export type EvaluatorId = (typeof evaluators)[number]['meta']['id']
