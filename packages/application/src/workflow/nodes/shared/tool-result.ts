import type { JsonObject, JsonValue, TenantId } from '@weft/domain/kernel'
import { toFileValue, type FileStore } from '@weft/domain/file'
import { BlobAssembler, ToolFileError, type ToolBlob, type ToolMessage } from '@weft/domain/tool'
import { createFileValue, type FileValue, type NodeProgress } from '@weft/domain/workflow'

/** Where files that tools make are kept, and for whom. */
export type ToolFileKeeping = {
  readonly store: FileStore | undefined
  readonly tenantId: TenantId
}

const RESERVED: ReadonlySet<string> = new Set(['text', 'json', 'files'])

/** Gathers what a tool gives back into the outputs of a node, and says what of it can be told at once. */
export class ToolResult {
  text = ''
  readonly files: FileValue[] = []
  readonly json: JsonValue[] = []
  readonly variables = new Map<string, JsonValue>()
  private readonly streamed = new Set<string>()
  private readonly blobs = new BlobAssembler()

  constructor(private readonly keeping: ToolFileKeeping) {}

  /** @throws ToolFileError when a file comes broken or cannot be kept. */
  async take(message: ToolMessage): Promise<readonly NodeProgress[]> {
    switch (message.type) {
      case 'text':
        return this.append(message.text)
      case 'link':
        return this.takeLink(message)
      case 'image':
        this.files.push(remoteImage(message.url))
        return []
      case 'file':
        this.files.push(message.file)
        return []
      case 'blob':
        return this.keep(message)
      case 'blob-chunk':
        return this.keep(this.blobs.add(message))
      case 'json':
        this.json.push(message.value)
        return []
      case 'variable':
        return this.setVariable(message)
      case 'log':
        return [{ type: 'agent-log', log: message.log }]
      case 'retriever-resources': {
        const { resources, context } = message
        return [{ type: 'retriever-resources', resources, context }]
      }
    }
  }

  /** Nothing more will come: the last pieces of what was streamed. @throws ToolFileError when a file is not whole. */
  end(): readonly NodeProgress[] {
    this.blobs.end()
    return ['text', ...this.streamed].map((output) => chunk(output, '', true))
  }

  /** The outputs every node with a tool has. */
  get outputs(): JsonObject {
    return {
      text: this.text,
      files: this.files,
      json: this.json.length > 0 ? this.json : [{ data: [] }],
      ...Object.fromEntries(this.variables),
    }
  }

  append(text: string): readonly NodeProgress[] {
    if (text === '') return []
    this.text += text
    return [chunk('text', text)]
  }

  private takeLink({ url, file }: Extract<ToolMessage, { type: 'link' }>): readonly NodeProgress[] {
    if (file) this.files.push(file)
    return this.append(`${file ? 'File' : 'Link'}: ${url}\n`)
  }

  private setVariable(
    message: Extract<ToolMessage, { type: 'variable' }>,
  ): readonly NodeProgress[] {
    const { name, value, isStreamed } = message
    if (RESERVED.has(name))
      throw new ToolFileError(`tool variable ${name} has the name of another output`)
    if (isStreamed !== true) {
      this.variables.set(name, value)
      return []
    }
    if (typeof value !== 'string')
      throw new ToolFileError(`tool variable ${name} is streamed and must be text`)
    const before = this.variables.get(name)
    this.variables.set(name, (typeof before === 'string' ? before : '') + value)
    this.streamed.add(name)
    return [chunk(name, value)]
  }

  private async keep(blob: ToolBlob | undefined): Promise<readonly NodeProgress[]> {
    if (!blob) return []
    const { store, tenantId } = this.keeping
    if (!store)
      throw new ToolFileError(
        'the tool made a file, and there is nowhere to keep it: hand a file store to the node kinds (`fileStore`)',
      )
    const { bytes, mimeType = 'application/octet-stream', filename = nameFor(mimeType) } = blob
    const stored = await store.save(tenantId, { bytes, mimeType, filename })
    this.files.push(toFileValue(stored, 'tool_file'))
    return []
  }
}

function chunk(output: string, text: string, isFinal = false): NodeProgress {
  return { type: 'chunk', output, text, isFinal }
}

function remoteImage(url: string): FileValue {
  return createFileValue({ type: 'image', transferMethod: 'remote_url', remoteUrl: url })
}

function nameFor(mimeType: string): string {
  const subtype = /^[a-z]+\/([a-z0-9]+)$/.exec(mimeType)?.[1]
  return `file.${subtype ?? 'bin'}`
}
