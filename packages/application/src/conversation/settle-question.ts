import type { AppId, JsonObject, TenantId } from '@weft/domain/kernel'
import type { CompletionRequest } from '@weft/domain/model'
import type { AskAnnotations } from './annotation/annotation-replies.js'
import type { ExternalInputs } from './external-data/external-data.js'
import type { AppModeration } from './moderation/app-moderation.js'
import type { Question } from './stream-model-answer.js'

/** What a user gave the app. */
export type Asked = { readonly inputs: JsonObject; readonly query: string }

export type QuestionOptions = {
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly asked: Asked
  /** What to ask the model, going by what the user gave. */
  readonly request: CompletionRequest
  /** Makes up what to ask anew, going by something else. */
  readonly requestFor: (asked: Asked) => Promise<CompletionRequest>
  readonly moderation: AppModeration | undefined
  readonly externalInputs: ExternalInputs | undefined
  /** Absent where no annotation may answer. */
  readonly annotations?: AskAnnotations | undefined
}

/** Has the input moderated, then looks for an annotation, then fills in what comes from elsewhere. Rejects as they do. */
export async function settleQuestion(
  {
    tenantId,
    appId,
    asked,
    request,
    requestFor,
    moderation,
    externalInputs,
    annotations,
  }: QuestionOptions,
  options: { readonly signal: AbortSignal },
): Promise<Question> {
  const verdict = await moderation?.moderateInput(asked, options)
  if (verdict?.action === 'direct_output') return { type: 'say', text: verdict.presetResponse }
  const passed = verdict?.action === 'overridden' ? verdict : asked
  const { query } = passed
  const annotation = await annotations?.(query, options)
  if (annotation) return { type: 'say', text: annotation.answer, annotation }
  const inputs = externalInputs
    ? await externalInputs.fill({ tenantId, appId, inputs: passed.inputs, query }, options)
    : passed.inputs
  const isAsAsked = inputs === asked.inputs && query === asked.query
  return { type: 'ask', request: isAsAsked ? request : await requestFor({ inputs, query }) }
}
