import type { Fifo } from './fifo.js'
import { NODE_READY, type ContainerRun, type ReadyNode, type RunState } from './run-state.js'

/** Every node that may start now, those that never wait first. */
export function readyNodes(state: RunState): readonly ReadyNode[] {
  if (!isGoingOn(state)) return []
  const entries = [...state.readyImmediate.toArray(), ...state.ready.toArray()]
  return entries.filter(isReady)
}

/** The next node to start: one that never waits, else, unless `immediateOnly`, the one that has been ready longest. */
export function nextReadyNode(state: RunState, immediateOnly: boolean): ReadyNode | undefined {
  if (!isGoingOn(state)) return undefined
  const immediate = firstFresh(state.readyImmediate, isReady)
  return immediate ?? (immediateOnly ? undefined : firstFresh(state.ready, isReady))
}

/** A container that can go on: it has a round to begin, or it is over. */
export function nextSettledContainer(state: RunState): ContainerRun | undefined {
  if (!isGoingOn(state)) return undefined
  for (const executionId of state.settled) {
    if (isSettledContainer(state, executionId)) return state.containers.get(executionId)
    state.settled.delete(executionId)
  }
  return undefined
}

export function isSettledContainer(state: RunState, executionId: string): boolean {
  const run = state.containers.get(executionId)
  return run !== undefined && (run.open === 0 || mayBeginItem(run, run.next, run.open))
}

/** Whether an iteration has a further item, and room for it. */
export function mayBeginItem(
  { rules, items, failure }: ContainerRun,
  next: number,
  open: number,
): boolean {
  if (rules.kind !== 'iteration') return false
  const isTerminated = rules.errorMode === 'terminated' && failure !== undefined
  return !isTerminated && next < items.length && open < rules.window
}

/** True when nothing is left to do but to end the run. */
export function isRunComplete(state: RunState): boolean {
  return state.status === 'running' && state.root.busy === 0
}

/** True when a pause was asked for and nothing runs any more, though there is something left to do. */
export function isRunDrained(state: RunState): boolean {
  if (state.status !== 'running' || state.pauseReasons.length === 0) return false
  if (isRunComplete(state)) return false
  for (const { isPaused, execution } of state.active.values())
    if (!isPaused && !state.containers.has(execution.id)) return false
  return true
}

/** Why the run must not go on; nothing while it is within its limits. */
export function exceededLimit(state: RunState, at: Date): string | undefined {
  const { limits, steps, beganAt } = state
  if (steps > limits.maxSteps)
    return `Maximum execution steps exceeded: ${steps} > ${limits.maxSteps}`
  const elapsedMs = beganAt === undefined ? 0 : at.getTime() - beganAt.getTime()
  if (elapsedMs > limits.maxTimeMs)
    return `Maximum execution time exceeded: ${(elapsedMs / 1000).toFixed(2)}s > ${limits.maxTimeMs / 1000}s`
  return undefined
}

/** Something may begin. While a pause is on its way nothing may. */
function isGoingOn({ status, pauseReasons }: RunState): boolean {
  return status === 'running' && pauseReasons.length === 0
}

function isReady({ frame, node }: ReadyNode): boolean {
  return frame.nodeStates[node.index] === NODE_READY
}

/** Entries outlive what they stand for; they are dropped when they come to the front. */
function firstFresh<Item>(queue: Fifo<Item>, isFresh: (item: Item) => boolean): Item | undefined {
  let item = queue.peek()
  while (item !== undefined && !isFresh(item)) {
    queue.shift()
    item = queue.peek()
  }
  return item
}
