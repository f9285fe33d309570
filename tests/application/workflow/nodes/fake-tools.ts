import type { JsonObject, TenantId } from '@weft/domain/kernel'
import {
  describeTool,
  providerName,
  ToolNotFound,
  type Tool,
  type ToolDescription,
  type ToolInvocation,
  type ToolMessage,
  type ToolParameter,
  type ToolRef,
  type ToolRegistry,
} from '@weft/domain/tool'
import {
  FileId,
  extensionOf,
  type FileStore,
  type NewFile,
  type StoredFile,
} from '@weft/domain/file'

export const toolParameter = (
  name: string,
  changes: Partial<ToolParameter> = {},
): ToolParameter => ({
  name,
  type: 'string',
  form: 'llm',
  description: `The ${name}`,
  isRequired: false,
  ...changes,
})

/** Gives back what it is told to, and remembers what it was used with. */
export class FakeTool implements Tool {
  readonly calls: JsonObject[] = []
  readonly invocations: ToolInvocation[] = []
  readonly description: ToolDescription

  constructor(
    private readonly play: readonly ToolMessage[] | Error | ((values: JsonObject) => string),
    description: Partial<ToolDescription> = {},
  ) {
    this.description = {
      name: 'look',
      label: 'Look',
      description: 'Looks things up.',
      parameters: [toolParameter('query')],
      ...description,
    }
  }

  async *invoke(
    values: JsonObject,
    invocation: ToolInvocation,
  ): AsyncGenerator<ToolMessage, void, undefined> {
    this.calls.push(values)
    this.invocations.push(invocation)
    if (this.play instanceof Error) throw this.play
    if (typeof this.play === 'function') yield { type: 'text', text: this.play(values) }
    else yield* this.play
  }
}

/** One provider per name, `any` for those nobody asks about. */
export class FakeRegistry implements ToolRegistry {
  readonly refs: ToolRef[] = []

  constructor(private readonly tools: readonly FakeTool[]) {}

  tool(_tenantId: TenantId, ref: ToolRef): Promise<Tool> {
    this.refs.push(ref)
    const found = this.tools.find(({ description }) => description.name === ref.tool)
    if (found && providerName(ref.provider) !== 'nobody') return Promise.resolve(found)
    return Promise.reject(new ToolNotFound(ref, `Nobody has ${describeTool(ref)}.`))
  }
}

export class FakeFileStore implements FileStore {
  readonly saved: NewFile[] = []

  save(_tenantId: TenantId, file: NewFile): Promise<StoredFile> {
    this.saved.push(file)
    const id = FileId.parse(`00000000-0000-7000-8000-00000000010${this.saved.length}`)
    const { filename, mimeType, bytes } = file
    const extension = extensionOf(filename)
    return Promise.resolve({ id, filename, extension, mimeType, size: bytes.length })
  }

  find(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  read(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  remove(): Promise<void> {
    return Promise.resolve()
  }
}
