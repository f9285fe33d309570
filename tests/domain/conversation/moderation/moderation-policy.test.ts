import { readModerationPolicy } from '@weft/domain/conversation'
import { describe, expect, it } from 'vitest'

const inputs_config = { enabled: true, preset_response: 'No.' }

describe('readModerationPolicy', () => {
  it('reads both sides', () => {
    const config = { inputs_config, outputs_config: { enabled: false }, keywords: 'bad' }
    expect(readModerationPolicy({ enabled: true, type: 'keywords', config })).toEqual({
      type: 'keywords',
      config,
      input: { isEnabled: true, presetResponse: 'No.' },
      output: { isEnabled: false, presetResponse: '' },
    })
  })

  it('is nothing where moderation or both of its sides are switched off', () => {
    const off = { inputs_config: { enabled: false }, outputs_config: 'odd' }
    const named = { type: 'keywords', config: { inputs_config } }
    expect(readModerationPolicy({ ...named, enabled: false })).toBeUndefined()
    expect(readModerationPolicy({ ...named, enabled: true, config: off })).toBeUndefined()
    expect(readModerationPolicy({ ...named, enabled: true, config: {} })).toBeUndefined()
  })
})
