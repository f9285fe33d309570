import { AppId, TokenUsage } from '@weft/domain/kernel'
import type { LanguageModel } from '@weft/domain/model'
import type { VariableReader } from '@weft/domain/workflow'

/** The model, told of every request which app it comes from, where the run knows its app. */
export function askedByApp(model: LanguageModel, variables: VariableReader): LanguageModel {
  const appId = appIdIn(variables)
  if (appId === undefined) return model
  return {
    ref: model.ref,
    profile: model.profile,
    complete: (request, options) => model.complete({ ...request, appId }, options),
    countTokens: (messages, tools) => model.countTokens(messages, tools),
    usageOf: (tokens) => model.usageOf?.(tokens) ?? TokenUsage.of(tokens),
  }
}

/** The app a run belongs to; nothing where the run knows none. */
export function appIdIn(variables: VariableReader): AppId | undefined {
  const segment = variables.get(['sys', 'app_id'])
  return typeof segment?.value === 'string' ? AppId.tryParse(segment.value) : undefined
}
