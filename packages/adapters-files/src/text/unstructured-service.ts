import { extensionOf, type Document } from '@weft/domain/file'
import { isJsonObject, type EgressClient, type Secret } from '@weft/domain/kernel'
import { ExtractionProblem } from './extraction-problem.js'

export type UnstructuredOptions = {
  /** Where the service answers: `https://unstructured.internal/general/v0/general`. */
  readonly url: string
  readonly apiKey?: Secret
  /** Must be allowed to reach the address. */
  readonly egress: EgressClient
}

const MAX_ANSWER_BYTES = 50 * 1024 * 1024

/** A service that speaks the partition API of Unstructured: a document in, a list of its elements out. */
export class UnstructuredService {
  constructor(private readonly options: UnstructuredOptions) {}

  async read({ format, bytes, filename }: Document, signal: AbortSignal): Promise<string> {
    const { url, apiKey, egress } = this.options
    const name = extensionOf(filename ?? '') === `.${format}` ? filename : undefined
    const form = new FormData()
    form.append('files', new Blob([bytes.slice()]), name ?? `document.${format}`)
    const encoded = new Response(form)
    const answer = await egress.send(
      {
        method: 'POST',
        url,
        headers: [
          ['accept', 'application/json'],
          ['content-type', encoded.headers.get('content-type') ?? ''],
          ...(apiKey ? ([['unstructured-api-key', apiKey.reveal()]] as const) : []),
        ],
        body: new Uint8Array(await encoded.arrayBuffer()),
        maxResponseBytes: MAX_ANSWER_BYTES,
        maxRedirects: 0,
      },
      { signal },
    )
    if (answer.status !== 200)
      throw new ExtractionProblem(`the Unstructured service answered with status ${answer.status}`)
    return joinElements(new TextDecoder().decode(answer.body))
  }
}

function joinElements(json: string): string {
  const elements: unknown = JSON.parse(json)
  if (!Array.isArray(elements))
    throw new ExtractionProblem('the Unstructured service did not answer with a list of elements')
  return (elements as readonly unknown[])
    .map((element) => (isJsonObject(element) ? element['text'] : undefined))
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .join('\n')
}
