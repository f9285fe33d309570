import { WorkflowEngine } from '@weft/application/workflow'
import { compileGraph, NodeKindTable } from '@weft/domain/workflow'
import { median, measure } from './measure.mjs'

/** What the engine costs by itself: nodes that do nothing, everything in memory, every event read. */
export const name = 'engine'

export async function run() {
  const rows = [
    await chain(10, 10),
    await chain(100, 5),
    await fanOut(50, 10),
    await iteration(200, 15),
  ]
  const flat = [await chain(1_000), await chain(10_000)]
  const spread = Math.max(...flat.map(({ value }) => value)) / rows[1].value
  return [
    ...rows,
    ...flat,
    {
      what: 'cost per node at 10,000 nodes over 100 nodes',
      value: spread,
      unit: 'times',
      bar: undefined,
    },
    compile(10_000, 100),
    await memory(10_000, 10),
  ]
}

async function chain(length, bar) {
  const ids = Array.from({ length }, (_, i) => `n${i}`)
  const nodes = [node('start', 'start'), ...ids.map((id) => node(id, 'step'))]
  const edges = ids.map((id, i) => edge(i === 0 ? 'start' : `n${i - 1}`, id))
  return perNode(`chain of ${length} nodes`, { nodes, edges }, nodes.length, bar)
}

async function fanOut(width, bar) {
  const ids = Array.from({ length: width }, (_, i) => `n${i}`)
  const nodes = [node('start', 'start'), ...ids.map((id) => node(id, 'step')), node('join', 'step')]
  const edges = ids.flatMap((id) => [edge('start', id), edge(id, 'join')])
  return perNode(`fan-out to ${width} nodes and join`, { nodes, edges }, nodes.length, bar)
}

async function iteration(items, bar) {
  const nodes = [
    node('start', 'start'),
    node('each', 'each'),
    node('enter', 'enter', 'each'),
    node('a', 'step', 'each'),
    node('b', 'step', 'each'),
  ]
  const edges = [edge('start', 'each'), edge('enter', 'a'), edge('a', 'b')]
  const list = Array.from({ length: items }, (_, i) => i)
  const environment = [
    { selector: ['env', 'items'], segment: { type: 'array[number]', value: list } },
  ]
  const what = `iteration over ${items} items of two nodes, per item and node`
  return perNode(what, { nodes, edges }, items * 2, bar, { environment })
}

async function perNode(what, graph, nodeCount, bar, args = {}) {
  const compiled = compileGraph(graph, KINDS)
  const repetitions = Math.max(20, Math.round(40_000 / nodeCount))
  const microseconds = await measure(() => runOnce(compiled, args), repetitions)
  return { what, value: median(microseconds) / nodeCount, unit: 'µs per node', bar }
}

function compile(length, bar) {
  const ids = Array.from({ length }, (_, i) => `n${i}`)
  const nodes = [node('start', 'start'), ...ids.map((id) => node(id, 'step'))]
  const edges = ids.map((id, i) => edge(i === 0 ? 'start' : `n${i - 1}`, id))
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now()
    compileGraph({ nodes, edges }, KINDS)
    return performance.now() - began
  })
  return { what: `compile ${length} nodes`, value: median(times), unit: 'ms', bar }
}

/** Growth of the heap over so many runs; needs `node --expose-gc`. */
async function memory(runs, bar) {
  const ids = Array.from({ length: 10 }, (_, i) => `n${i}`)
  const nodes = [node('start', 'start'), ...ids.map((id) => node(id, 'step'))]
  const edges = ids.map((id, i) => edge(i === 0 ? 'start' : `n${i - 1}`, id))
  const compiled = compileGraph({ nodes, edges }, KINDS)
  const repeat = async (times) => {
    for (let i = 0; i < times; i++) await runOnce(compiled)
  }
  await repeat(500)
  const before = usedHeap()
  await repeat(runs)
  const growth = ((usedHeap() - before) / before) * 100
  return { what: `heap growth over ${runs} runs`, value: Math.max(0, growth), unit: '%', bar }
}

function usedHeap() {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

let issued = 0
const engine = new WorkflowEngine({
  clock: { now: () => new Date() },
  ids: { next: () => `e${++issued}` },
})

async function runOnce(graph, args = {}) {
  const batches = engine.run(
    graph,
    {
      runId: '01890000-0000-7000-8000-000000000001',
      tenantId: '01890000-0000-7000-8000-000000000002',
      user: undefined,
      inputs: {},
      system: {},
      environment: [],
      conversation: [],
      limits: { maxSteps: 1_000_000 },
      ...args,
    },
    { signal: new AbortController().signal },
  )
  let last
  for await (const batch of batches) last = batch.at(-1)
  if (last?.type !== 'RunSucceeded') throw new Error(`The run ended with ${last?.type}`)
}

const kind = (type, executionClass, bound) => ({
  type,
  versions: ['1'],
  executionClass,
  isRetryable: false,
  bind: () => ({ isImmediate: true, ...bound }),
})

const KINDS = NodeKindTable.of([
  kind('start', 'root', { execute: () => ({ type: 'succeeded', outputs: {} }) }),
  kind('step', 'executable', { execute: () => ({ type: 'succeeded', outputs: { value: 1 } }) }),
  kind('enter', 'executable', { isRoundStart: true, execute: () => undefined }),
  kind('each', 'container', {
    execute: () => undefined,
    container: {
      kind: 'iteration',
      startNodeId: 'enter',
      iteratorSelector: ['env', 'items'],
      outputSelector: ['b', 'value'],
      window: 1,
      errorMode: 'terminated',
      flattens: true,
    },
  }),
])

function node(id, type, containerId) {
  return { id, type, version: '1', title: id, data: {}, containerId }
}

function edge(source, target) {
  return { source, target, handle: 'source' }
}
