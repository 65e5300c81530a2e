import { profiles } from '../../evaluators/profiles.ts'
import { serveScoring } from '../pipeline/score-worker.ts'

// What a scoring child runs: the tables meet here, because the pipeline takes them as arguments.
serveScoring({ profiles })
