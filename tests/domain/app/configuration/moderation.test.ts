import type { JsonObject } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { expectRefused, validated } from './configuration.js'

const on = { enabled: true, preset_response: 'No.' }
const off = { enabled: false }
const moderation = (type: string, config: JsonObject) => ({
  sensitive_word_avoidance: {
    enabled: true,
    type,
    config: { inputs_config: on, outputs_config: off, ...config },
  },
})
const keywords = (config: JsonObject) => moderation('keywords', { keywords: 'bad', ...config })
const at = (field: string) => `sensitive_word_avoidance.config.${field}`
const rows = (count: number) => Array.from({ length: count }, () => 'bad').join('\n')

describe('the moderation of a configuration', () => {
  it('is off by default, and is not looked at closer while it is', () => {
    expect(validated({})['sensitive_word_avoidance']).toEqual({ enabled: false })
    const sensitive_word_avoidance = { enabled: false, type: 'psychic', config: null }
    expect(validated({ sensitive_word_avoidance })).toMatchObject({ sensitive_word_avoidance })
  })

  it('G 57: refuses to check neither side', () => {
    expectRefused(keywords({ inputs_config: off }), at('inputs_config'), 'must be enabled')
  })

  it.each(['inputs_config', 'outputs_config'])('G 57: needs a preset response in %s', (side) => {
    const preset = (preset_response: string | null) =>
      keywords({ inputs_config: off, [side]: { enabled: true, preset_response } })
    expectRefused(preset(null), at(`${side}.preset_response`), 'is required')
    expectRefused(preset(''), at(`${side}.preset_response`), 'is required')
    expectRefused(preset('x'.repeat(101)), at(`${side}.preset_response`), 'at most 100')
    expect(validated(preset('x'.repeat(100)))).toMatchObject(preset('x'.repeat(100)))
  })

  it('G 57: takes up to 100 rows of keywords and 10000 characters', () => {
    expectRefused(keywords({ keywords: rows(101) }), at('keywords'), 'at most 100 rows')
    expectRefused(keywords({ keywords: 'x'.repeat(10_001) }), at('keywords'), 'at most 10000')
    expectRefused(keywords({ keywords: '' }), at('keywords'), 'is required')
    for (const words of [rows(100), 'x'.repeat(10_000)])
      expect(validated(keywords({ keywords: words }))).toMatchObject(keywords({ keywords: words }))
  })

  it('takes a model’s judgement without keywords, and with a preset response', () => {
    expect(validated(moderation('openai_moderation', {}))).toMatchObject(
      moderation('openai_moderation', {}),
    )
    expectRefused(
      moderation('openai_moderation', { inputs_config: { enabled: true } }),
      at('inputs_config.preset_response'),
    )
  })

  it('takes an extension’s judgement without a preset response', () => {
    const config = { inputs_config: { enabled: true }, api_based_extension_id: 'e1' }
    expect(validated(moderation('api', config))).toMatchObject(moderation('api', config))
    expectRefused(moderation('api', {}), at('api_based_extension_id'), 'is required')
  })

  it.each<[JsonObject, string]>([
    [{ enabled: 'yes' }, 'sensitive_word_avoidance.enabled'],
    [{ enabled: true }, 'sensitive_word_avoidance.type'],
    [{ enabled: true, type: 'psychic', config: {} }, 'sensitive_word_avoidance.type'],
    [{ enabled: true, type: 'keywords' }, 'sensitive_word_avoidance.config'],
    [{ enabled: true, type: 'keywords', config: {} }, at('inputs_config')],
    [
      { enabled: true, type: 'keywords', config: { inputs_config: on, outputs_config: 'x' } },
      at('outputs_config'),
    ],
  ])('is refused as %j', (sensitive_word_avoidance, field) => {
    expectRefused({ sensitive_word_avoidance }, field)
  })
})
