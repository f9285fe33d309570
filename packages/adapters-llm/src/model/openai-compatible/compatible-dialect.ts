import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageDialect } from '../sdk/language-dialect.js'
import type { Fetch } from '../sdk/watched-fetch.js'
import { PASSED_THROUGH, toCallOptions } from './completion-request.js'
import { plainPromptFetch } from './plain-prompt-fetch.js'
import { toolCallFetch } from './tool-call-fetch.js'

/** Where an endpoint is and what it is shown. */
export type CompatibleAccess = {
  readonly baseUrl: string
  readonly apiKey: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Default true. */
  readonly reportsUsage?: boolean | undefined
}

/** Any endpoint's `/chat/completions`. */
export function chatDialect(name: string, access: CompatibleAccess): LanguageDialect {
  return {
    open: (fetch) => compatibleSdk(access, toolCallFetch(fetch)).chatModel(name),
    toCall: (request, model) => ({ options: toCallOptions(request, model) }),
  }
}

/** Any endpoint's `/completions`. */
export function completionDialect(name: string, access: CompatibleAccess): LanguageDialect {
  return {
    open: (fetch) => compatibleSdk(access, plainPromptFetch(fetch)).completionModel(name),
    toCall: (request, model) => ({ options: toCallOptions(request, model) }),
  }
}

export function compatibleSdk(
  { baseUrl, apiKey, headers, reportsUsage = true }: CompatibleAccess,
  fetch: Fetch,
): ReturnType<typeof createOpenAICompatible> {
  return createOpenAICompatible({
    name: PASSED_THROUGH,
    baseURL: baseUrl,
    ...(apiKey === undefined ? {} : { apiKey }),
    headers,
    fetch,
    includeUsage: reportsUsage,
    supportsStructuredOutputs: true,
  })
}
