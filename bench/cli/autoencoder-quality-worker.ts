import { openQualityServer } from '../profile/quality/quality-server.ts'
import { serveTasks } from '../workers/serve.ts'

// What a reconstructing child runs.
serveTasks(openQualityServer)
