import type { CompiledEdge, CompiledGraph, CompiledNode } from '../graph/compiled-graph.js'
import { roundFrameId } from '../run/decide-container.js'
import type {
  AnswerStreamed,
  ContainerAdvanced,
  ContainerStarted,
  NodeExecution,
  ReasoningProduced,
  RunEvent,
  TextProduced,
} from '../run/run-event.js'
import type { ContainerRun, Frame, RunState } from '../run/run-state.js'
import { FrameStream } from './frame-stream.js'
import { Item, ItemDelivery, MainLane, type Lane } from './lane.js'
import { streamsWithin } from './response-plan.js'

const NOTHING: readonly AnswerStreamed[] = []

/**
 * Puts the text of response nodes in order: every template from left to right, one template at a time, text as soon as
 * it is certain that it will be said. One per run. It is told every event right after the event was folded into the
 * state, and answers with the text to stream; before the end of a node is published that text must be.
 *
 * All of a response node's text has left, or is in line, when the node ends. Items of a parallel iteration are heard
 * in the order of the items, each when it is over.
 */
export class AnswerStream {
  private readonly lane = new MainLane()
  private readonly streams = new Map<string, FrameStream>()
  /** Open items of parallel iterations, by frame. */
  private readonly items = new Map<string, Item>()
  private readonly deliveries = new Map<string, ItemDelivery>()
  private isReplaying = false
  /** Text of the history whose session is not known yet: text is recorded before the end of the node it comes with. */
  private unplaced: readonly AnswerStreamed[] = []

  constructor(private readonly graph: CompiledGraph) {}

  observe(event: RunEvent, state: RunState): readonly AnswerStreamed[] {
    if (!this.graph.streams || !this.take(event, state)) return NOTHING
    return this.flush()
  }

  /**
   * Takes in the history of a run that is taken up again, event by event, what was streamed included. Text of a node
   * that was cut off stays, like that of a failed attempt; `resume` ends the history.
   */
  replay(event: RunEvent, state: RunState): void {
    if (!this.graph.streams) return
    this.isReplaying = true
    if (event.type === 'AnswerStreamed') this.unplaced = [...this.unplaced, event]
    else this.take(event, state)
    this.unplaced = this.unplaced.filter((text) => !this.restore(text))
  }

  /** The history is complete. Gives the text that was due when the run was cut off. */
  resume(): readonly AnswerStreamed[] {
    this.isReplaying = false
    return this.flush()
  }

  /** Whether clients see the answer this reasoning leads to. */
  showsReasoning({ execution }: ReasoningProduced): boolean {
    const stream = this.streams.get(execution.frameId)
    return (
      stream !== undefined &&
      (stream.isShown(execution.nodeId, 'text') ||
        stream.isShown(execution.nodeId, 'reasoning_content'))
    )
  }

  /** Whether any template shows this output, so that its text need be told while it is produced. */
  isReferenced({ frameId, nodeId }: NodeExecution, output: string): boolean {
    return this.streams.get(frameId)?.isReferenced([nodeId, output]) === true
  }

  /** True when there may be something to stream. */
  private take(event: RunEvent, state: RunState): boolean {
    switch (event.type) {
      case 'RunStarted':
        return event.reason === 'initial' && this.open(state.root)
      case 'EdgeTaken':
        return this.takeEdge(event.frameId, this.graph.edges[event.edge])
      case 'TextProduced':
        return this.takeText(event)
      case 'NodeRetried':
        this.withNode(event.execution, (stream, node) => {
          stream.retry(node)
        })
        return false
      case 'NodeSucceeded':
      case 'NodeExceptionHandled':
        return this.takeNodeEnd(event.execution, state, true)
      case 'NodeFailed':
        return this.takeNodeEnd(event.execution, state, false)
      case 'ContainerStarted':
        return event.kind === 'loop' && this.openRound(event, 0, state)
      case 'ContainerAdvanced':
        return this.openRound(event, event.index, state)
      case 'ContainerSucceeded':
      case 'ContainerFailed':
        this.deliveries.delete(event.execution.id)
        return false
      default:
        return false
    }
  }

  private flush(): readonly AnswerStreamed[] {
    if (this.isReplaying) return NOTHING
    const events: AnswerStreamed[] = []
    this.lane.flush(events)
    return events
  }

  private open(frame: Frame): boolean {
    if (frame.graph.responses.length === 0) return false
    const stream = new FrameStream(frame)
    this.streams.set(frame.id, stream)
    const lane = this.laneOf(frame)
    for (const session of stream.begin()) lane.add(session)
    return true
  }

  private openRound(
    { execution, kind }: ContainerStarted | ContainerAdvanced,
    index: number,
    state: RunState,
  ): boolean {
    const inner = this.graph.nodes.get(execution.nodeId)?.inner
    const container = state.containers.get(execution.id)
    if (inner === undefined || container === undefined || !streamsWithin(inner)) return false
    const frameId = roundFrameId(execution, kind, index)
    const frame = state.frames.get(frameId)
    if (isParallel(container)) this.items.set(frameId, new Item(this.deliveryOf(container), index))
    if (frame !== undefined) return this.open(frame)
    this.closeRound(frameId)
    return false
  }

  private takeEdge(frameId: string, edge: CompiledEdge | undefined): boolean {
    const stream = this.streams.get(frameId)
    if (stream === undefined || edge === undefined) return false
    const sessions = stream.take(edge)
    if (sessions.length === 0) return false
    const lane = this.laneOf(stream.frame)
    for (const session of sessions) lane.addDecided(session)
    return true
  }

  private takeText({ execution, selector, text, isFinal }: TextProduced): boolean {
    const stream = this.streams.get(execution.frameId)
    if (stream?.isReferenced(selector) !== true) return false
    stream.addText(selector, text, isFinal)
    return true
  }

  private takeNodeEnd(execution: NodeExecution, state: RunState, hasRun: boolean): boolean {
    this.withNode(execution, (stream, node) => {
      stream.settle(node)
      if (node.bound.responseTemplate !== undefined) this.takeResponseEnd(stream, node, hasRun)
    })
    this.closeIfOver(execution, state)
    return true
  }

  private takeResponseEnd(stream: FrameStream, node: CompiledNode, hasRun: boolean): void {
    if (!hasRun) {
      stream.find(node.id)?.abandon()
      return
    }
    const { session, isNew } = stream.sessionFor(node)
    if (isNew) this.laneOf(stream.frame).add(session)
    if (this.isReplaying && this.lane.isHeard(session)) session.markOver()
    else session.settle()
  }

  private withNode(
    { frameId, nodeId }: NodeExecution,
    use: (stream: FrameStream, node: CompiledNode) => void,
  ): void {
    const stream = this.streams.get(frameId)
    const node = this.graph.nodes.get(nodeId)
    if (stream !== undefined && node !== undefined) use(stream, node)
  }

  private closeIfOver({ frameId }: NodeExecution, state: RunState): void {
    const frame = state.frames.get(frameId)
    if (frame === state.root || (frame !== undefined && frame.busy > 0)) return
    this.closeRound(frameId)
  }

  /** A round in which nothing is left to do has said all it will. */
  private closeRound(frameId: string): void {
    this.streams.get(frameId)?.close()
    this.streams.delete(frameId)
    this.items.get(frameId)?.close()
    this.items.delete(frameId)
  }

  /** Sessions of parallel items wait for the items before; all others go straight to the way out. */
  private laneOf(frame: Frame): Lane {
    for (let at: Frame | undefined = frame; at !== undefined; at = at.round?.parent) {
      const item = this.items.get(at.id)
      if (item !== undefined) return item
    }
    return this.lane
  }

  private deliveryOf({ execution, frame }: ContainerRun): ItemDelivery {
    let delivery = this.deliveries.get(execution.id)
    if (delivery === undefined) {
      delivery = new ItemDelivery(this.laneOf(frame))
      this.deliveries.set(execution.id, delivery)
    }
    return delivery
  }

  /** False when the session the text belongs to is not in line yet. */
  private restore(event: AnswerStreamed): boolean {
    const session = this.lane.hear(event.responseNodeId, event.frameId)
    session?.restore(event, (selector, piece, text) => {
      this.streams.get(event.frameId)?.restoreText(selector, piece, text)
    })
    return session !== undefined
  }
}

function isParallel({ rules }: ContainerRun): boolean {
  return rules.kind === 'iteration' && rules.window > 1
}
