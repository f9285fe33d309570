import type { DocumentTextExtractor, FileReader } from '@weft/domain/file'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  isFileValue,
  NodeData,
  pythonRepr,
  type BoundNode,
  type FileValue,
  type NodeContext,
  type NodeDefinition,
  type NodeFailure,
  type NodeKind,
  type NodeOutcome,
  type Selector,
} from '@weft/domain/workflow'
import { DocumentExtractorError } from './document-extractor-error.js'
import type { DocumentExtractorLimits } from './document-extractor-limits.js'
import { extractFile, type ExtractionServices } from './extract-file.js'

/** What the kind works with; without one of them its nodes fail and say so. */
export type DocumentExtractorServices = {
  readonly files: FileReader | undefined
  readonly documents: DocumentTextExtractor | undefined
}

/** Takes the text from a file, or from each file of a list. */
export class DocumentExtractorNodeKind implements NodeKind {
  readonly type = 'document-extractor'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  constructor(
    private readonly services: DocumentExtractorServices,
    private readonly limits: DocumentExtractorLimits,
  ) {}

  bind(node: NodeDefinition): BoundNode {
    const selector = NodeData.of(node).selector('variable_selector')
    return { execute: (context) => this.run(selector, context) }
  }

  private async run(selector: Selector, context: NodeContext): Promise<NodeOutcome> {
    const segment = context.variables.get(selector)
    if (segment === undefined)
      return fail(`File variable not found for selector: ${pythonRepr(selector)}`)
    const inputs = { variable_selector: [...selector] }
    const { value } = segment
    if (isBlank(value)) return succeed([], { inputs, processData: { documents: [] } })
    const files = filesIn(value)
    if (!files) return fail(`Variable ${pythonRepr(selector)} is not an ArrayFileSegment`)
    const record = { inputs, processData: { documents: files } }
    try {
      const texts = await this.extractAll(files, context)
      return succeed(Array.isArray(value) ? texts : (texts[0] ?? ''), record)
    } catch (error) {
      if (!(error instanceof DocumentExtractorError)) throw error
      return { ...fail(error.message, error.errorType), ...record }
    }
  }

  /** One after another, so that a list needs no more memory than its largest file. */
  private async extractAll(
    files: readonly FileValue[],
    context: NodeContext,
  ): Promise<readonly string[]> {
    const { maxFiles, maxFileBytes } = this.limits
    if (files.length > maxFiles)
      throw new DocumentExtractorError(
        'DocumentExtractorError',
        `Number of files exceeds the maximum limit ${maxFiles}`,
      )
    const services = this.requireServices()
    const texts: string[] = []
    for (const file of files) texts.push(await extractFile(file, services, maxFileBytes, context))
    return texts
  }

  private requireServices(): ExtractionServices {
    const { files, documents } = this.services
    if (!files || !documents)
      throw new DocumentExtractorError(
        'NodeNotConfiguredError',
        `Documents cannot be read: no ${files ? 'text extractor is configured (services.documents)' : 'file reader is configured (services.files)'}.`,
      )
    return { files, documents }
  }
}

type RunRecord = { readonly inputs: JsonObject; readonly processData: JsonObject }

function succeed(text: string | readonly string[], record: RunRecord): NodeOutcome {
  return {
    type: 'succeeded',
    ...record,
    outputs: { text },
    ...(typeof text !== 'string' && { outputTypes: { text: 'array[string]' } }),
  }
}

function fail(error: string, errorType = 'DocumentExtractorError'): NodeFailure {
  return { type: 'failed', error, errorType }
}

/** The files of a value that is one, or a list of nothing else. */
function filesIn(value: JsonValue): readonly FileValue[] | undefined {
  if (isFileValue(value)) return [value]
  if (!Array.isArray(value)) return undefined
  const items: readonly JsonValue[] = value
  const files = items.filter(isFileValue)
  return files.length === items.length ? files : undefined
}

function isBlank(value: JsonValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
