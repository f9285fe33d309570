import { Fifo } from './fifo.js'
import type { ContainerRun, Frame, ReadyNode, RunState } from './run-state.js'

/** A state of its own with the same content, at a cost that depends on the size of the run. */
export function copyRunState(state: RunState): RunState {
  const frames = new FrameCopies()
  const root = frames.of(state.root)
  return {
    ...state,
    root,
    frames: mapValues(state.frames, (frame) => frames.of(frame)),
    active: mapValues(state.active, (active) => ({ ...active, frame: frames.of(active.frame) })),
    containers: mapValues(state.containers, (run) => copyContainer(run, frames)),
    ready: copyReady(state.ready, frames),
    readyImmediate: copyReady(state.readyImmediate, frames),
    settled: new Set(state.settled),
    streamed: mapValues(state.streamed, (pieces) => [...pieces]),
  }
}

/** One copy per frame, however many lead to it. */
class FrameCopies {
  private readonly copies = new Map<Frame, Frame>()

  of(frame: Frame): Frame {
    const known = this.copies.get(frame)
    if (known !== undefined) return known
    const round = frame.round && { ...frame.round, parent: this.of(frame.round.parent) }
    const isShared = round?.position.kind === 'loop'
    const copy: Frame = {
      ...frame,
      round,
      variables: isShared
        ? frame.variables.copyOnto(round.parent.variables)
        : frame.variables.fork(),
      pending: [...frame.pending],
      takenEdge: [...frame.takenEdge],
      nodeStates: [...frame.nodeStates],
      outputs: new Map(frame.outputs),
      conversation: new Map(frame.conversation),
    }
    this.copies.set(frame, copy)
    return copy
  }
}

function copyContainer(run: ContainerRun, frames: FrameCopies): ContainerRun {
  return {
    ...run,
    frame: frames.of(run.frame),
    results: [...run.results],
    durations: new Map(run.durations),
    variables: new Map(run.variables),
  }
}

function copyReady(queue: Fifo<ReadyNode>, frames: FrameCopies): Fifo<ReadyNode> {
  return new Fifo(queue.toArray().map(({ frame, node }) => ({ frame: frames.of(frame), node })))
}

function mapValues<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  copy: (value: Value) => Value,
): Map<Key, Value> {
  return new Map([...map].map(([key, value]) => [key, copy(value)]))
}
