import type { ModelFeature, ModelOverrides, ModelPricing } from '@weft/domain/model'
import { UsageError } from './usage-error.js'

/** What somebody knows better of a model, as options give it. */
export type OverrideArgs = {
  readonly inputPrice?: string
  readonly outputPrice?: string
  readonly priceUnit?: string
  readonly currency?: string
  readonly mode?: string
  readonly contextSize?: number
  readonly maxOutput?: number
  readonly dimensions?: number
  readonly batchSize?: number
  readonly features?: string
  /** What is forgotten: the names below, or `all`. */
  readonly reset?: readonly string[]
}

/** What can be forgotten, by its name on the command line. */
const RESETTABLE = {
  price: 'pricing',
  mode: 'mode',
  'context-size': 'contextSize',
  'max-output': 'maxOutputTokens',
  dimensions: 'dimensions',
  'batch-size': 'maxChunks',
  features: 'features',
} as const satisfies Record<string, keyof ModelOverrides>

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

/** Dollars per million tokens are what most price lists say. */
const MILLIONTH = '0.000001'

/**
 * What holds for a model after the options: what they do not mention stays as it was.
 *
 * @param known the price as it is now, for options that change a part of it.
 * @throws UsageError
 */
export function toOverrides(
  args: OverrideArgs,
  before: ModelOverrides,
  known: ModelPricing | undefined,
): ModelOverrides {
  const kept = withoutReset(before, args.reset ?? [])
  const { mode, contextSize, maxOutput, dimensions, batchSize } = args
  const pricing = toPricing(args, known)
  const changes: ModelOverrides = {
    ...(mode === undefined ? {} : { mode: requireMode(mode) }),
    ...(contextSize === undefined ? {} : { contextSize }),
    ...(maxOutput === undefined ? {} : { maxOutputTokens: maxOutput }),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(batchSize === undefined ? {} : { maxChunks: batchSize }),
    ...(args.features === undefined ? {} : { features: requireFeatures(args.features) }),
    ...(pricing === undefined ? {} : { pricing }),
  }
  if (Object.keys(changes).length === 0 && args.reset === undefined)
    throw new UsageError('Say what to set: a price, a size, a mode or features; or --reset.')
  return { ...kept, ...changes }
}

function withoutReset(before: ModelOverrides, names: readonly string[]): ModelOverrides {
  if (names.includes('all')) return {}
  const unknown = names.find((name) => !Object.hasOwn(RESETTABLE, name))
  if (unknown !== undefined)
    throw new UsageError(
      `${JSON.stringify(unknown)} cannot be reset. Use ${Object.keys(RESETTABLE).join(', ')} or all.`,
    )
  const forgotten = new Set(
    Object.entries(RESETTABLE).flatMap(([n, key]) => (names.includes(n) ? [key] : [])),
  )
  return Object.fromEntries(
    Object.entries(before).filter(([key]) => !forgotten.has(key as (typeof RESETTABLE)['price'])),
  )
}

function toPricing(
  { inputPrice, outputPrice, priceUnit, currency }: OverrideArgs,
  known: ModelPricing | undefined,
): ModelPricing | undefined {
  if ([inputPrice, outputPrice, priceUnit, currency].every((one) => one === undefined))
    return undefined
  const input = inputPrice ?? known?.input
  if (input === undefined)
    throw new UsageError('The model has no price yet: give --input-price, too.')
  const output = outputPrice ?? known?.output
  return {
    input: requireDecimal('--input-price', input),
    ...(output === undefined ? {} : { output: requireDecimal('--output-price', output) }),
    unit: requireUnit(priceUnit ?? known?.unit ?? MILLIONTH),
    currency: requireCurrency(currency ?? known?.currency ?? 'USD'),
  }
}

function requireDecimal(option: string, text: string): string {
  if (/^\d{1,12}(\.\d{1,12})?$/.test(text)) return text
  throw new UsageError(`${option} must be a decimal such as 2.50; got ${JSON.stringify(text)}.`)
}

function requireUnit(text: string): string {
  const unit = requireDecimal('--price-unit', text)
  if (Number(unit) > 0) return unit
  throw new UsageError('--price-unit must be above 0: 0.000001 for prices per million tokens.')
}

function requireCurrency(text: string): string {
  if (/^[A-Z]{3}$/.test(text)) return text
  throw new UsageError(
    `--currency must be three capital letters such as EUR; got ${JSON.stringify(text)}.`,
  )
}

function requireMode(text: string): 'chat' | 'completion' {
  if (text === 'chat' || text === 'completion') return text
  throw new UsageError('--mode must be chat or completion.')
}

function requireFeatures(text: string): readonly ModelFeature[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none')
  return names.map((name) => {
    const feature = FEATURES.find((one) => one === name)
    if (feature) return feature
    throw new UsageError(
      `${JSON.stringify(name)} is no feature. Use ${FEATURES.join(', ')}, or none.`,
    )
  })
}
