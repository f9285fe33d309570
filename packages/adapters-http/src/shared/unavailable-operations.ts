import { AuthenticationError } from '@weft/domain/kernel'
import { bearerToken } from './authenticate.js'
import {
  appOperation,
  type Operation,
  type OperationDescription,
  type OperationServices,
} from './operation.js'
import { RequestRefused } from './request-refused.js'
import { onlyErrors } from './response-schema.js'

type Method = OperationDescription['method']

/** Operations of the Service API that this version knows of and cannot carry out, by what they need an app for. */
const OF_APPS: readonly (readonly [Method, string, string])[] = [
  ['get', '/workflows/logs', 'List workflow runs'],
  ['get', '/messages', 'List messages'],
  ['post', '/messages/{message_id}/feedbacks', 'Rate a message'],
  ['get', '/app/feedbacks', 'List feedback'],
  ['get', '/conversations', 'List conversations'],
  ['delete', '/conversations/{conversation_id}', 'Delete a conversation'],
  ['get', '/conversations/{conversation_id}/variables', 'List conversation variables'],
  [
    'put',
    '/conversations/{conversation_id}/variables/{variable_id}',
    'Change a conversation variable',
  ],
  ['post', '/files/upload', 'Upload a file'],
  ['get', '/files/{file_id}/preview', 'Preview a file'],
  ['post', '/audio-to-text', 'Turn speech into text'],
  ['post', '/text-to-audio', 'Turn text into speech'],
  ['get', '/site', 'Settings of the web app'],
  ['get', '/end-users/{end_user_id}', 'Look at an end user'],
]

/** The same, for operations a workspace's knowledge key opens. */
const OF_KNOWLEDGE: readonly (readonly [Method, string, string])[] = [
  ['get', '/workspaces/current/models/model-types/{model_type}', 'List models'],
]

const DETAILS = 'Answers 501 in this version.'

export function unavailableOperations(services: OperationServices): readonly Operation[] {
  return [
    ...OF_APPS.map(([method, path, summary]) =>
      appOperation(services, {
        ...unavailable(method, path, summary),
        handle: () => Promise.reject(notAvailable(summary)),
      }),
    ),
    ...OF_KNOWLEDGE.map(([method, path, summary]): Operation => ({
      description: unavailable(method, path, summary),
      answer: (c) => refuseKnowledge(bearerToken(c), summary),
    })),
  ]
}

/**
 * Knowledge has no keys yet, so none can be checked: what looks like one is told that knowledge is not available,
 * and every other key is refused as the wrong kind.
 *
 * @throws AuthenticationError or RequestRefused, always.
 */
export async function refuseKnowledge(key: string, summary: string): Promise<never> {
  if (!key.startsWith('dataset-')) throw new AuthenticationError('Access token is invalid')
  throw notAvailable(summary)
}

function unavailable(method: Method, path: string, summary: string): OperationDescription {
  return {
    method,
    path,
    summary,
    tag: 'Not available yet',
    details: DETAILS,
    responses: onlyErrors,
  }
}

function notAvailable(summary: string): RequestRefused {
  return RequestRefused.notImplemented(
    `This version of Weft cannot carry out this operation (${summary}) yet.`,
  )
}
