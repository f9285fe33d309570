import { ReasoningSplitter } from '@weft/domain/model'
import { TokenUsage, type JsonObject } from '@weft/domain/kernel'
import type { AgentLog, NodeProgress } from '@weft/domain/workflow'
import type { AgentEvent } from '../../../agent/index.js'
import { ToolResult, type ToolFileKeeping } from '../shared/tool-result.js'

/** Gathers what an agent tells into the outputs of a node, and says what of it can be told at once. */
export class AgentOutput {
  private readonly result: ToolResult
  private readonly splitter: ReasoningSplitter | undefined
  private readonly logs = new Map<string, AgentLog>()
  private hasReasoning = false
  /** Of all rounds so far. */
  usage = TokenUsage.none

  /** @param format `separated` keeps thoughts out of the text and tells them apart. */
  constructor(
    private readonly nodeId: string,
    format: 'tagged' | 'separated',
    keeping: ToolFileKeeping,
  ) {
    this.result = new ToolResult(keeping)
    this.splitter = format === 'separated' ? new ReasoningSplitter() : undefined
  }

  /** @throws ToolFileError when a tool's file comes broken or cannot be kept. */
  async take(event: AgentEvent): Promise<readonly NodeProgress[]> {
    switch (event.type) {
      case 'text':
        return this.takeText(event.text)
      case 'reasoning':
        return this.splitter ? this.think(event.text) : []
      case 'usage':
        this.usage = event.usage
        return []
      case 'step':
        return this.note(event.log)
      case 'tool-message':
        if (event.message.type === 'log') return this.note(event.message.log)
        // The address of a file is for the model; the file is for everybody.
        if (event.message.type === 'link')
          return event.message.file
            ? this.result.take({ type: 'file', file: event.message.file })
            : []
        return this.result.take(event.message)
    }
  }

  /** Nothing more will come. @throws ToolFileError when a tool's file is not whole. */
  end(): readonly NodeProgress[] {
    const rest = (this.splitter?.end() ?? []).flatMap((piece) =>
      piece.type === 'text' ? this.result.append(piece.text) : this.think(piece.text),
    )
    const thought: readonly NodeProgress[] = this.hasReasoning
      ? [{ type: 'reasoning', text: '', isFinal: true }]
      : []
    return [...rest, ...thought, ...this.result.end()]
  }

  /** Text, files and everything that was logged. */
  get outputs(): JsonObject {
    return { ...this.result.outputs, json: [...this.presentedLogs, { data: [] }] }
  }

  get presentedLogs(): readonly JsonObject[] {
    return [...this.logs.values()].map((log) => this.present(log))
  }

  private note(log: AgentLog): readonly NodeProgress[] {
    this.logs.set(log.id, log)
    return [{ type: 'agent-log', log }]
  }

  private takeText(text: string): readonly NodeProgress[] {
    if (!this.splitter) return this.result.append(text)
    return this.splitter
      .push(text)
      .flatMap((piece) =>
        piece.type === 'text' ? this.result.append(piece.text) : this.think(piece.text),
      )
  }

  private think(text: string): readonly NodeProgress[] {
    this.hasReasoning = true
    return [{ type: 'reasoning', text, isFinal: false }]
  }

  private present(log: AgentLog): JsonObject {
    const { id, parentId, error, status, data, label, metadata } = log
    return {
      id,
      parent_id: parentId ?? null,
      error: error ?? null,
      status,
      data,
      label,
      metadata,
      node_id: this.nodeId,
    }
  }
}
