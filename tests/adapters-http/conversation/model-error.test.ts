import { ValidationError } from '@weft/domain/kernel'
import {
  CredentialsInvalid,
  ModelCallFailed,
  ModelCallHeldBack,
  ModelNotConfigured,
  ModelNotPermitted,
  ProviderQuotaExceeded,
  type ModelFailureKind,
} from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aPost, aServiceApi, errorOf, eventsOf } from '../support/a-service-api.js'
import { aBegun } from '../support/generation-events.js'

const model = { provider: 'p', name: 'm' }
const body = { inputs: {}, query: 'Hello', user: 'u1' }
const failed = (kind: ModelFailureKind) => new ModelCallFailed(model, kind, `failed: ${kind}`)

/** A chat app that fails before its first event, or after it. */
const failing = (error: Error, isBegun: boolean) =>
  aServiceApi({
    generateResponse: {
      async *execute() {
        if (isBegun) yield [aBegun('chat')]
        throw error
      },
    },
  })

describe('errors of models', () => {
  it.each([
    ['a value that is wrong', new ValidationError('wrong'), 'invalid_param', 400],
    ['credentials that are wrong', new CredentialsInvalid('wrong'), 'invalid_param', 400],
    ['no credentials', new ModelNotConfigured(model, 'Add some.'), 'provider_not_initialize', 400],
    [
      'credentials of which all rest',
      new ModelCallHeldBack(model, 'resting', 10_000),
      'provider_not_initialize',
      400,
    ],
    ['a used-up quota', new ProviderQuotaExceeded(model), 'provider_quota_exceeded', 400],
    ['a model not offered', new ModelNotPermitted(model), 'model_currently_not_support', 400],
    ['a rate limit', failed('rate-limit'), 'completion_request_error', 400],
    ['refused credentials', failed('authorization'), 'completion_request_error', 400],
    ['a lost connection', failed('connection'), 'completion_request_error', 400],
    ['a wrong request', failed('bad-request'), 'completion_request_error', 400],
    ['a busy provider', failed('server-unavailable'), 'completion_request_error', 400],
    ['an unforeseen failure', failed('other'), 'completion_request_error', 400],
    [
      'a call that is held back',
      new ModelCallHeldBack(model, 'circuit-open'),
      'completion_request_error',
      400,
    ],
    ['anything else', new TypeError('secret'), 'internal_server_error', 500],
  ])('G 19: %s has its code, before the stream and within it', async (_, error, code, status) => {
    const post = aPost('chat', { ...body, response_mode: 'streaming' })
    const refused = await failing(error, false).request('/v1/chat-messages', post)
    expect(await errorOf(refused)).toMatchObject({ code, status })
    const response = await failing(error, true).request('/v1/chat-messages', post)
    const [event] = eventsOf(await response.text()).slice(-1)
    expect(event).toMatchObject({ event: 'error', code, status })
    expect(event).not.toMatchObject({ message: 'secret' })
  })

  it('say the same of every provider whose quota is used up', () => {
    const { message } = new ProviderQuotaExceeded(model)
    expect(new ProviderQuotaExceeded({ provider: 'q', name: 'n' }).message).toBe(message)
  })
})
