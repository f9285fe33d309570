import type { CompiledEdge, CompiledNode } from '../graph/compiled-graph.js'
import { NODE_SETTLED, NODE_SKIPPED, type Frame } from '../run/run-state.js'
import { renderMarkdown } from '../value/render-segment.js'
import type { Segment } from '../value/segment.js'
import { selectorKey } from '../variable/read-selector.js'
import type { Selector } from '../variable/selector.js'
import { Reachability } from './reachability.js'
import { responsePlanOf, type PlannedResponse, type ResponsePlan } from './response-plan.js'
import { Session, type SessionSource } from './session.js'
import { TextBuffer } from './text-buffer.js'

/** What is streamed from one frame. Knows its variables also after the run has let go of the frame. */
export class FrameStream implements SessionSource {
  private readonly plan: ResponsePlan
  private readonly buffers = new Map<string, TextBuffer>()
  private readonly sessions = new Map<string, Session>()
  private readonly reachabilities: readonly Reachability[]
  private waiting: readonly WaitingResponse[]

  constructor(readonly frame: Frame) {
    this.plan = responsePlanOf(frame.graph)
    this.waiting = waitingResponses(frame, this.plan)
    this.reachabilities = [...new Set(this.waiting.map(({ reachability }) => reachability))]
  }

  /** Sessions of the response nodes that have become certain. */
  begin(): readonly Session[] {
    return this.activate(({ response, reachability }) => reachability.has(response.node))
  }

  take(edge: CompiledEdge): readonly Session[] {
    let isFurther = false
    for (const reachability of this.reachabilities) isFurther = reachability.take(edge) || isFurther
    return isFurther ? this.begin() : []
  }

  /** The session of a response node that has run, whether or not it was expected. */
  sessionFor(node: CompiledNode): { readonly session: Session; readonly isNew: boolean } {
    const known = this.sessions.get(node.id)
    if (known) return { session: known, isNew: false }
    const [session] = this.activate(({ response }) => response.node === node)
    if (!session) throw new TypeError(`Node ${node.id} has no template to stream`)
    return { session, isNew: true }
  }

  find(nodeId: string): Session | undefined {
    return this.sessions.get(nodeId)
  }

  /** Whether anybody will be shown the text the node is producing. */
  isShown(nodeId: string, output: string): boolean {
    for (const session of this.sessions.values()) if (session.refersTo(nodeId, output)) return true
    return false
  }

  isReferenced(selector: Selector): boolean {
    return this.plan.referenceKeys.has(selectorKey(selector))
  }

  addText(selector: Selector, text: string, isFinal: boolean): void {
    const buffer = this.obtainBuffer(selector)
    buffer.add(text)
    if (isFinal) buffer.close(undefined)
  }

  /** Text that was streamed before the run was cut off. */
  restoreText(selector: Selector, piece: number, text: string): void {
    const buffer = this.obtainBuffer(selector)
    if (piece >= buffer.pieces.length) buffer.pieces.push(text)
    const source = this.frame.graph.byId.get(selector[0] ?? '')
    if (source === undefined || this.isDecided(source)) buffer.isClosed = true
  }

  settle({ id }: CompiledNode): void {
    for (const selector of this.plan.references.get(id) ?? []) {
      const value = this.frame.variables.get(selector)?.value
      this.bufferOf(selector)?.close(typeof value === 'string' ? value : undefined)
    }
  }

  retry({ id }: CompiledNode): void {
    for (const selector of this.plan.references.get(id) ?? []) this.bufferOf(selector)?.reopen()
  }

  /** The frame is over: what is not complete by now never will be. */
  close(): void {
    for (const session of this.sessions.values()) session.abandon()
    this.waiting = []
  }

  bufferOf(selector: Selector): TextBuffer | undefined {
    return this.buffers.get(selectorKey(selector))
  }

  textOf(selector: Selector): string | undefined {
    const segment: Segment | undefined = this.frame.variables.get(selector)
    return segment && renderMarkdown(segment)
  }

  isDecided({ index }: CompiledNode): boolean {
    const state = this.frame.nodeStates[index]
    return state === NODE_SETTLED || state === NODE_SKIPPED
  }

  isSkipped({ index }: CompiledNode): boolean {
    return this.frame.nodeStates[index] === NODE_SKIPPED
  }

  private obtainBuffer(selector: Selector): TextBuffer {
    const key = selectorKey(selector)
    let buffer = this.buffers.get(key)
    if (buffer === undefined) {
      buffer = new TextBuffer()
      this.buffers.set(key, buffer)
    }
    return buffer
  }

  private activate(isDue: (waiting: WaitingResponse) => boolean): readonly Session[] {
    if (this.waiting.length === 0) return []
    const due = this.waiting.filter(isDue)
    if (due.length === 0) return []
    this.waiting = this.waiting.filter((waiting) => !due.includes(waiting))
    return due.map(({ response }) => {
      const session = new Session(response, this)
      this.sessions.set(response.node.id, session)
      return session
    })
  }
}

type WaitingResponse = {
  readonly response: PlannedResponse
  readonly reachability: Reachability
}

/** Responses that wait for the same nodes share what is known about the way to them. */
function waitingResponses(frame: Frame, { responses }: ResponsePlan): readonly WaitingResponse[] {
  const shared = new Map<string, Reachability>()
  return responses.map((response) => {
    const { writers } = response
    const key = JSON.stringify(Array.from(writers, ({ id }) => id))
    const reachability = shared.get(key) ?? new Reachability(frame.graph, writers)
    shared.set(key, reachability)
    return { response, reachability }
  })
}
