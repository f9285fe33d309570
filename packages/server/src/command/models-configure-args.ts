import type { ConfigureModel } from '@weft/application/model'
import type {
  BalancedCredential,
  ModelFeature,
  ModelOverrides,
  ModelPricing,
} from '@weft/domain/model'
import { requireCredentialId, requireModelRef, type ModelsArgs } from './models-args.js'
import { UsageError } from './usage-error.js'

export type ConfigureModelsArgs = ModelsArgs & {
  /** `provider/name`. */
  readonly model: string
  readonly type?: string
  /** Ids of credentials, or `inherit` for the one in use at the provider. */
  readonly balance?: readonly string[]
  readonly unbalance?: boolean
  readonly fallback?: readonly string[]
  readonly clearFallbacks?: boolean
  readonly inputPrice?: string
  readonly outputPrice?: string
  readonly pricePer?: string
  readonly currency?: string
  readonly clearPrices?: boolean
  readonly mode?: string
  readonly contextSize?: number
  readonly maxOutput?: number
  readonly features?: string
}

export type ModelChange = Parameters<ConfigureModel['execute']>[0]['change']

/** @throws UsageError */
export function balanceOf({ balance, unbalance }: ConfigureModelsArgs): ModelChange {
  if (unbalance && balance)
    throw new UsageError('Balance over credentials, or not at all: not both.')
  if (unbalance) return { isBalanced: false }
  if (!balance) return {}
  const balanced = balance.map((id): BalancedCredential => ({
    credentialId: id === 'inherit' ? id : requireCredentialId(id),
    isEnabled: true,
  }))
  if (balanced.length < 2)
    throw new UsageError(
      'Load is balanced over at least two credentials. Name them one after another.',
    )
  return { isBalanced: true, balanced }
}

/** @throws UsageError */
export function fallbacksOf({ fallback, clearFallbacks }: ConfigureModelsArgs): ModelChange {
  if (fallback && clearFallbacks) throw new UsageError('Name fallbacks, or clear them: not both.')
  if (clearFallbacks) return { fallbacks: [] }
  return fallback ? { fallbacks: fallback.map(requireModelRef) } : {}
}

type Improve = (known: ModelOverrides) => ModelOverrides

/** What is to be known better of a model; nothing when no option says so. @throws UsageError */
export function overridesOf(args: ConfigureModelsArgs): Improve | undefined {
  const { contextSize, maxOutput: maxOutputTokens, mode, features, clearPrices } = args
  const pricing = pricingOf(args)
  const better: ModelOverrides = {
    ...(contextSize === undefined ? {} : { contextSize }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(mode === undefined ? {} : { mode: requireMode(mode) }),
    ...(features === undefined ? {} : { features: requireFeatures(features) }),
    ...(pricing ? { pricing } : {}),
  }
  if (clearPrices !== true && Object.keys(better).length === 0) return undefined
  return ({ pricing: known, ...rest }) => ({
    ...rest,
    ...(known && clearPrices !== true ? { pricing: known } : {}),
    ...better,
  })
}

/** Tokens a price is for, and the unit that makes of it. */
export const PRICE_UNITS = new Map([
  ['1', '1'],
  ['1000', '0.001'],
  ['1000000', '0.000001'],
])

function pricingOf(args: ConfigureModelsArgs): ModelPricing | undefined {
  const { inputPrice, outputPrice, pricePer = '1000000', currency } = args
  if (inputPrice === undefined) {
    if (outputPrice !== undefined || currency !== undefined || args.pricePer !== undefined)
      throw new UsageError('A price begins with --input-price.')
    return undefined
  }
  const unit = PRICE_UNITS.get(pricePer)
  if (unit === undefined) throw new UsageError('Prices are per 1, 1000 or 1000000 tokens.')
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    throw new UsageError('Name the currency by three capital letters, such as USD.')
  return {
    input: requirePrice(inputPrice),
    ...(outputPrice === undefined ? {} : { output: requirePrice(outputPrice) }),
    unit,
    ...(currency === undefined ? {} : { currency }),
  }
}

function requirePrice(text: string): string {
  if (/^\d{1,9}(\.\d{1,12})?$/.test(text)) return text
  throw new UsageError(`${JSON.stringify(text)} is no price. Give a decimal number, such as 0.15.`)
}

function requireMode(text: string): 'chat' | 'completion' {
  if (text === 'chat' || text === 'completion') return text
  throw new UsageError('A model works in the mode chat or completion.')
}

const FEATURES: readonly ModelFeature[] = [
  'tool-call',
  'multi-tool-call',
  'stream-tool-call',
  'agent-thought',
  'vision',
  'document',
  'video',
  'audio',
  'structured-output',
]

function requireFeatures(text: string): readonly ModelFeature[] {
  const words = text.split(',').map((word) => word.trim())
  return words
    .filter((word) => word !== '')
    .map((word) => {
      const feature = FEATURES.find((one) => one === word)
      if (feature) return feature
      throw new UsageError(
        `${JSON.stringify(word)} is no feature of a model. Use ${FEATURES.join(', ')}.`,
      )
    })
}
