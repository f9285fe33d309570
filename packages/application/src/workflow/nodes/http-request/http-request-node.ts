import type { FileReader, FileStore } from '@weft/domain/file'
import {
  EgressFailed,
  EgressRefused,
  type EgressClient,
  type EgressRequest,
  type EgressResponse,
} from '@weft/domain/kernel'
import {
  NodeData,
  type BoundNode,
  type FileValue,
  type NodeContext,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
} from '@weft/domain/workflow'
import { isFileProblem } from '../shared/file-problem.js'
import { parseHttpRequestData, type HttpRequestData } from './http-request-data.js'
import { HttpRequestError } from './http-request-error.js'
import type { HttpRequestLimits } from './http-request-limits.js'
import { MaskedVariables } from './masked-variables.js'
import {
  readableSize,
  readResponse,
  responseTooLarge,
  type ResponseOutputs,
} from './read-response.js'
import { renderRequest } from './render-request.js'
import type { RenderedRequest } from './rendered-request.js'
import { encodeBody } from './request-body.js'
import { requestHeaders } from './request-headers.js'
import { requestLog } from './request-log.js'
import { requestUrl } from './request-url.js'
import { isFileResponse } from './response-file.js'
import { SecretScrubber } from './secret-scrubber.js'

/** What the kind works with; a node that needs what is absent fails and says so. */
export type HttpRequestServices = {
  readonly egress: EgressClient | undefined
  /** Reads files that are sent. */
  readonly files: FileReader | undefined
  /** Keeps answers that are files. */
  readonly store: FileStore | undefined
}

type Attempt = {
  readonly data: HttpRequestData
  readonly context: NodeContext
  readonly request: RenderedRequest
  /** The request as records may show it. */
  readonly shown: RenderedRequest
  readonly secrets: SecretScrubber
}

/** Sends one HTTP request. Its record shows what was sent, without secrets. */
export class HttpRequestNodeKind implements NodeKind {
  readonly type = 'http-request'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = true

  constructor(
    private readonly services: HttpRequestServices,
    private readonly limits: HttpRequestLimits,
  ) {}

  bind(node: NodeDefinition): BoundNode {
    const data = parseHttpRequestData(NodeData.of(node))
    return { execute: (context) => this.run(data, context) }
  }

  private async run(data: HttpRequestData, context: NodeContext): Promise<NodeOutcome> {
    const secrets = new SecretScrubber(context.variables)
    const request = renderRequest(data, secrets)
    const shown = renderRequest(data, new MaskedVariables(context.variables))
    if (request.authorization.type === 'key') secrets.add(request.authorization.key)
    const processData = { request: requestLog(shown) }
    try {
      const response = await this.exchange({ data, context, request, shown, secrets })
      return { ...(await this.toOutcome(response, data, context)), processData }
    } catch (error) {
      if (!(error instanceof HttpRequestError)) throw error
      const { errorType, message } = error
      return { type: 'failed', error: secrets.scrub(message), errorType, processData }
    }
  }

  private async exchange(attempt: Attempt): Promise<EgressResponse> {
    const { egress } = this.services
    if (!egress)
      throw new HttpRequestError(
        'NodeNotConfiguredError',
        'HTTP requests cannot be sent: no egress client is configured (services.egress).',
      )
    const { signal } = attempt.context
    const request = await this.prepare(attempt)
    try {
      return await egress.send(request, { signal })
    } catch (error) {
      if (signal.aborted) throw error
      throw this.toRequestError(error)
    }
  }

  /** @throws HttpRequestError when the request cannot be sent as it is. */
  private async prepare(attempt: Attempt): Promise<EgressRequest> {
    const { data, request, shown, secrets } = attempt
    if (request.method.toLowerCase() === 'options')
      throw new HttpRequestError('InvalidHttpMethodError', `Invalid http method ${request.method}`)
    const { url, userInfo } = requestUrl(request)
    requestHeaders(request, userInfo, {})
    const body = await encodeBody(request.body, shown.body, this.fileReader(attempt))
    const headers = requestHeaders(request, userInfo, body)
    return {
      method: request.method.toUpperCase(),
      url,
      headers,
      credentialHeaders: headers
        .filter(([, value]) => secrets.has(value))
        .map(([name]) => name.toLowerCase()),
      body: body.content,
      verifyTls: data.verifyTls,
      acceptsCompressed: true,
      maxResponseBytes: Math.max(this.limits.maxFileBytes, this.limits.maxTextBytes),
      timeouts: {
        connectMs: data.timeouts.connectMs ?? this.limits.connectTimeoutMs,
        idleMs: data.timeouts.readMs ?? this.limits.readTimeoutMs,
      },
    }
  }

  /** Reads the files of one request, which together may not be too large. */
  private fileReader({ context }: Attempt): (file: FileValue) => Promise<Uint8Array> {
    const { files } = this.services
    let left = this.limits.maxUploadBytes
    return async (file) => {
      if (!files)
        throw new HttpRequestError(
          'NodeNotConfiguredError',
          'Files cannot be sent: no file reader is configured (services.files).',
        )
      const { bytes } = await readFile(files, file, left, context)
      left -= bytes.byteLength
      return bytes
    }
  }

  private async toOutcome(
    response: EgressResponse,
    { failsOnStatus }: HttpRequestData,
    { run }: NodeContext,
  ): Promise<NodeOutcome> {
    const read: ResponseOutputs = await readResponse(response, {
      store: this.services.store,
      tenantId: run.tenantId,
      limits: this.limits,
    })
    const { status } = response
    const isSuccess = status >= 200 && status < 300
    if (isSuccess || !failsOnStatus) return { type: 'succeeded', ...read }
    return {
      type: 'failed',
      error: `Request failed with status code ${status}`,
      errorType: 'HTTPResponseCodeError',
      outputs: read.outputs,
    }
  }

  private toRequestError(error: unknown): HttpRequestError {
    if (error instanceof EgressFailed && error.kind === 'too-large') return this.tooLarge(error)
    if (error instanceof EgressFailed || error instanceof EgressRefused)
      return new HttpRequestError('HttpRequestNodeError', error.message)
    throw error
  }

  /** The answer was cut off: how large it would have been is known only if it said so. */
  private tooLarge({ details }: EgressFailed): HttpRequestError {
    const { maxFileBytes, maxTextBytes } = this.limits
    const headers = Object.fromEntries(
      ['content-type', 'content-disposition'].flatMap((name) => {
        const value = details?.[name]
        return typeof value === 'string' ? [[name, value]] : []
      }),
    )
    const isFile = isFileResponse({ headers, body: new Uint8Array([0xff]) })
    const declared = details?.['contentLength']
    const size =
      typeof declared === 'number'
        ? readableSize(declared)
        : `more than ${readableSize(Math.max(maxFileBytes, maxTextBytes))}`
    return responseTooLarge(isFile, isFile ? maxFileBytes : maxTextBytes, size)
  }
}

async function readFile(
  files: FileReader,
  file: FileValue,
  maxBytes: number,
  { run, signal }: NodeContext,
): ReturnType<FileReader['read']> {
  try {
    return await files.read(run.tenantId, file, { maxBytes, signal })
  } catch (error) {
    if (signal.aborted) throw error
    if (isFileProblem(error)) throw new HttpRequestError('FileFetchError', error.message)
    throw error
  }
}
