import {
  createServiceApi,
  type ServiceApiOptions,
  type ServiceApiUseCases,
} from '@weft/adapters-http'
import type { AppMode } from '@weft/domain/app'
import {
  AnnotationNotFound,
  ConversationNotFound,
  MessageNotFound,
} from '@weft/domain/conversation'
import { AuthenticationError, silentLogger, type LogFields, type Logger } from '@weft/domain/kernel'
import { WorkflowRunNotFound } from '@weft/application/workflow'
import { FormNotFound } from '@weft/domain/workflow'
import { anApp, anEndUser, aTenant, tenantId } from './a-caller.js'
import {
  aBegun,
  aMessageEnded,
  aRunStarted,
  aRunSucceeded,
  batchesOf,
} from './generation-events.js'

/** The key of the app of each mode. */
export const keyOf = (mode: AppMode): string => `app-${mode}`

/** Calls the use cases received, oldest first. */
export type RecordedCalls = {
  readonly users: string[]
  readonly args: unknown[]
  readonly stops: unknown[]
}

const noAnnotation = {
  async execute(): Promise<never> {
    throw new AnnotationNotFound()
  },
}

/** Use cases that answer at once, with keys `app-<mode>`. */
function fakeUseCases(calls: RecordedCalls = noCalls()): ServiceApiUseCases {
  return {
    authenticateApiKey: {
      async execute({ key, requestId, signal }) {
        const mode = (
          ['workflow', 'chat', 'advanced-chat', 'agent-chat', 'completion'] as const
        ).find((candidate) => keyOf(candidate) === key)
        if (mode === undefined) throw new AuthenticationError('Access token is invalid')
        return { context: { tenantId, requestId, signal }, app: anApp(mode), tenant: aTenant() }
      },
    },
    resolveEndUser: {
      async execute(_context, { user }) {
        calls.users.push(user ?? '')
        return anEndUser(user ?? 'DEFAULT-USER')
      },
    },
    runWorkflow: {
      execute(_context, args) {
        calls.args.push(args)
        return batchesOf([aBegun('workflow'), aRunStarted], [aRunSucceeded()])
      },
    },
    generateResponse: {
      execute(_context, args) {
        calls.args.push(args)
        return batchesOf(
          [aBegun(args.app.mode)],
          [
            { type: 'MessageTextStreamed', text: 'Hello ' },
            { type: 'MessageTextStreamed', text: 'Ada.' },
          ],
          [aMessageEnded()],
        )
      },
    },
    stopGeneration: {
      async execute(_context, args) {
        calls.stops.push(args)
      },
    },
    renameConversation: {
      async execute() {
        throw new ConversationNotFound()
      },
    },
    listAnnotations: {
      async execute(_context, { page: { page, limit } }) {
        return { items: [], total: 0, page, limit }
      },
    },
    createAnnotation: noAnnotation,
    updateAnnotation: noAnnotation,
    deleteAnnotation: noAnnotation,
    switchAnnotationReply: noAnnotation,
    getAnnotationJob: noAnnotation,
    getSuggestedQuestions: {
      async execute() {
        throw new MessageNotFound()
      },
    },
    getWorkflowRun: {
      async execute(_context, { runId }) {
        throw new WorkflowRunNotFound(runId)
      },
    },
    getForm: {
      async execute() {
        throw new FormNotFound()
      },
    },
    submitForm: {
      async execute(_context, args) {
        calls.args.push(args)
      },
    },
    followRun: {
      async execute(_context, { runId }) {
        throw new WorkflowRunNotFound(runId)
      },
    },
    getAppInfo: {
      async execute(_context, { app }) {
        const { name, description, mode } = app.properties
        return { name, description, tags: [], mode, authorName: 'Ada' }
      },
    },
    getAppParameters: {
      async execute() {
        return {
          openingStatement: null,
          suggestedQuestions: [],
          suggestedQuestionsAfterAnswer: { enabled: false },
          speechToText: { enabled: false },
          textToSpeech: { enabled: false },
          retrieverResource: { enabled: false },
          annotationReply: { enabled: false },
          moreLikeThis: { enabled: false },
          userInputForm: [{ 'text-input': { variable: 'topic' } }],
          sensitiveWordAvoidance: { enabled: false },
          fileUpload: { image: { enabled: false } },
          uploadLimits: {
            imageMegabytes: 10,
            videoMegabytes: 100,
            audioMegabytes: 50,
            fileMegabytes: 15,
            workflowFiles: 10,
          },
        }
      },
    },
    getAppMeta: { execute: async () => ({ toolIcons: {} }) },
  }
}

export function noCalls(): RecordedCalls {
  return { users: [], args: [], stops: [] }
}

export function aServiceApi(
  overrides: Partial<ServiceApiUseCases> = {},
  options: Partial<ServiceApiOptions> & { readonly calls?: RecordedCalls } = {},
) {
  const { calls, ...rest } = options
  return createServiceApi({
    useCases: { ...fakeUseCases(calls), ...overrides },
    logger: silentLogger,
    version: '1.2.3',
    ...rest,
  })
}

export type LogLine = {
  readonly level: keyof Logger
  readonly message: string
  readonly fields: LogFields
}

/** A logger that remembers its lines. */
export function recordingLogger(lines: LogLine[]): Logger {
  const at =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

type KeyedRequest = Omit<RequestInit, 'headers'> & {
  readonly headers: Readonly<Record<string, string>>
}

/** A JSON POST with the key of an app of this mode. */
export function aPost(mode: AppMode, body: unknown): KeyedRequest {
  return {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${keyOf(mode)}`,
      'Content-Type': 'application/json; charset=utf-8',
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

export function aGet(mode: AppMode): KeyedRequest {
  return { headers: { Authorization: `Bearer ${keyOf(mode)}` } }
}

export type ErrorEnvelope = {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly params?: string
  readonly request_id: string
}

/** The response's error, after checking that it is the envelope of every error. */
export async function errorOf(response: Response): Promise<ErrorEnvelope> {
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith('application/json')) throw new Error(`Not JSON: ${type}`)
  const body = (await response.json()) as ErrorEnvelope
  if (body.status !== response.status || typeof body.message !== 'string')
    throw new Error(`Not the error envelope: ${JSON.stringify(body)}`)
  return body
}

/** `data:` objects of a stream, in order. */
export function eventsOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => JSON.parse(block.slice('data: '.length)) as Record<string, unknown>)
}
