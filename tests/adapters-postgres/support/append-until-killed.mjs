/** Appends runs to the PGlite folder given as argument, and tells the parent the id of each once it is stored. */
import { randomBytes } from 'node:crypto'
import { openDatabase, PostgresRunEventStore } from '@weft/adapters-postgres'
import { formatUuidV7 } from '@weft/domain/kernel'

const [dataDir, tenantId, appId] = process.argv.slice(2)
const database = await openDatabase({ kind: 'pglite', dataDir })
await database.migrateUp()
const store = new PostgresRunEventStore(database)

async function append() {
  const id = formatUuidV7(Date.now(), randomBytes(10))
  const run = {
    id,
    tenantId,
    appId,
    workflowId: appId,
    workflowVersion: 'draft',
    mode: 'workflow',
    status: 'running',
    inputs: {},
    outputs: {},
    error: undefined,
    totalTokens: 0,
    totalSteps: 0,
    exceptionsCount: 0,
    createdBy: undefined,
    createdAt: new Date(),
    finishedAt: undefined,
  }
  const event = { type: 'EdgeTaken', frameId: '', edge: 0 }
  await store.append(run, [event, event], 0)
  process.send(id)
}

async function appendForEver() {
  for (;;) await append()
}

await Promise.all(Array.from({ length: 10 }, appendForEver))
