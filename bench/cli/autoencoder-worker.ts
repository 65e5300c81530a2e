import { openPartServer } from '../profile/part-server.ts'
import { serveTasks } from '../workers/serve.ts'

// What a measuring child runs.
serveTasks(openPartServer)
