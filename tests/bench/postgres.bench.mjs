/**
 * Appends per second of the run event store: four events each, by fifty writers at once, and units of work per second.
 *
 * node tests/bench/postgres.bench.mjs            PGlite in memory
 * node tests/bench/postgres.bench.mjs <folder>   PGlite in a folder
 * node tests/bench/postgres.bench.mjs <url>      PostgreSQL
 */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import {
  openDatabase,
  PostgresRunEventStore,
  PostgresUnitOfWork,
} from '../../packages/adapters-postgres/dist/index.js'
import { Tenant } from '../../packages/domain/dist/account/index.js'
import { formatUuidV7 } from '../../packages/domain/dist/kernel/index.js'

const WRITERS = 50
const SECONDS = 3

export const name = 'postgres'

/** Figures of one database: PGlite in memory unless told otherwise. */
export async function run(target) {
  const database = await openDatabase(optionsFor(target))
  try {
    await database.migrateUp()
    const append = appendOneRun(new PostgresRunEventStore(database))
    const read = await readTenant(new PostgresUnitOfWork(database))
    return [
      ...(await measure('appends of 4 events', WRITERS, append)),
      ...(await measure('units of work with one read', 1, read)),
    ]
  } finally {
    await database.close()
  }
}

const id = () => formatUuidV7(Date.now(), randomBytes(10))
const tenantId = id()

function optionsFor(where) {
  if (where === undefined) return { kind: 'pglite' }
  return where.startsWith('postgres')
    ? { kind: 'postgres', url: where }
    : { kind: 'pglite', dataDir: where }
}

function appendOneRun(store) {
  const appId = id()
  const workflowId = id()
  return async () => {
    const run = aRun(appId, workflowId)
    await store.append(run, eventsOf(run), 0)
  }
}

async function readTenant(unitOfWork) {
  const tenant = Tenant.create({ id: tenantId, name: 'Bench', ownerId: id(), at: new Date() })
  await unitOfWork.run(tenantId, ({ tenants }) => tenants.save(tenant))
  return () => unitOfWork.run(tenantId, ({ tenants }) => tenants.find(tenantId))
}

async function measure(what, writers, step) {
  const latencies = []
  const begin = performance.now()
  const end = begin + SECONDS * 1000
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < end) {
        const start = performance.now()
        await step()
        latencies.push(performance.now() - start)
      }
    }),
  )
  const seconds = (performance.now() - begin) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share) => Number(latencies[Math.floor(latencies.length * share)].toFixed(2))
  const rate = Math.round(latencies.length / seconds)
  return [
    { what: `${what}, ${writers} at once`, value: rate, unit: '/s' },
    { what: `${what}, p50`, value: at(0.5), unit: 'ms' },
    { what: `${what}, p99`, value: at(0.99), unit: 'ms' },
  ]
}

function aRun(appId, workflowId) {
  return {
    id: id(),
    tenantId,
    appId,
    workflowId,
    workflowVersion: 'draft',
    mode: 'workflow',
    status: 'running',
    inputs: { query: 'What is a weft?' },
    outputs: {},
    error: undefined,
    totalTokens: 0,
    totalSteps: 0,
    exceptionsCount: 0,
    createdBy: undefined,
    createdAt: new Date(),
    finishedAt: undefined,
  }
}

function eventsOf({ id: runId }) {
  const execution = {
    id: id(),
    nodeId: 'start',
    nodeType: 'start',
    title: 'Start',
    index: 1,
    predecessorNodeId: undefined,
    frameId: '',
    container: undefined,
    startedAt: new Date(),
  }
  const outcome = { type: 'succeeded', inputs: {}, outputs: { query: 'What is a weft?' } }
  return [
    { type: 'RunStarted', runId, reason: 'initial', inputs: { query: 'a' }, at: new Date() },
    { type: 'NodeStarted', execution },
    { type: 'NodeSucceeded', execution, outcome, at: new Date() },
    { type: 'EdgeTaken', frameId: '', edge: 0 },
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await run(process.argv[2]))
