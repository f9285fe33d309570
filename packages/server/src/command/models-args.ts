import { ModelCredentialId, isModelType, MODEL_TYPES, parseModelRef } from '@weft/domain/model'
import type { CredentialScope, ModelRef, ModelType } from '@weft/domain/model'
import { UsageError } from './usage-error.js'

/** What every `weft models` command takes. */
export type ModelsArgs = {
  readonly config?: string | undefined
  readonly dataDir?: string
  readonly databaseUrl?: string
  readonly json?: boolean
}

/** @throws UsageError */
export function requireModelType(text: string): ModelType {
  if (isModelType(text)) return text
  throw new UsageError(`${JSON.stringify(text)} is no model type. Use ${MODEL_TYPES.join(', ')}.`)
}

/** @throws UsageError */
export function requireModelRef(text: string): ModelRef {
  const ref = parseModelRef(text)
  if (ref) return ref
  throw new UsageError(`${JSON.stringify(text)} is no model. Name it as provider/name.`)
}

/** @throws UsageError */
export function requireCredentialId(text: string): ModelCredentialId {
  const id = ModelCredentialId.tryParse(text)
  if (id) return id
  throw new UsageError(
    `${JSON.stringify(text)} is no credential id. \`weft models list --credentials\` shows them.`,
  )
}

export function toScope(
  model: string | undefined,
  type: string | undefined,
): CredentialScope | undefined {
  return model === undefined ? undefined : { name: model, type: requireModelType(type ?? 'llm') }
}

/** @throws UsageError unless somebody agreed to what cannot be undone. */
export function requireYes({ yes }: { readonly yes?: boolean }, what: string): void {
  if (!yes) throw new UsageError(`This ${what}. Add --yes to do it.`)
}
