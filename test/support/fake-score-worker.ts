import { serveScoring } from '../../bench/pipeline/score-worker.ts'
import { fakeProfile } from './fake-profile.ts'

serveScoring({ profiles: [fakeProfile] })
