import { APP_MODES, isAppMode, isChatMode, isWorkflowMode } from '@weft/domain/app'
import { describe, expect, it } from 'vitest'

describe('app modes', () => {
  it('says which modes have a graph and which hold conversations', () => {
    expect(APP_MODES.filter(isWorkflowMode)).toEqual(['advanced-chat', 'workflow'])
    expect(APP_MODES.filter(isChatMode)).toEqual(['chat', 'agent-chat', 'advanced-chat'])
  })

  it('knows no other mode', () => {
    expect(isAppMode('channel')).toBe(false)
    expect(isAppMode(undefined)).toBe(false)
    expect(isAppMode('chat')).toBe(true)
  })
})
