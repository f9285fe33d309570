import { assessDslVersion, CURRENT_DSL_VERSION } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

describe('assessDslVersion', () => {
  it.each([
    ['0.6.0', 'completed'],
    ['0.6', 'completed'],
    ['v0.6.0', 'completed'],
    ['0.6.0rc1', 'completed'],
    ['0.5.9', 'completed-with-warnings'],
    ['0.5.0', 'completed-with-warnings'],
    ['0.1.0', 'completed-with-warnings'],
    ['0.6.5', 'completed'],
    ['0.6.0.post1', 'completed'],
    ['0.7.0', 'pending'],
    ['1.0.0', 'pending'],
    ['abc', 'failed'],
    ['', 'failed'],
    ['0.6.x', 'failed'],
  ])('H2 of %s against 0.6.0 is %s', (version, status) => {
    expect(assessDslVersion(version, '0.6.0')).toBe(status)
  })

  it('asks before it takes a document of an earlier major version', () => {
    expect(assessDslVersion('0.9.0', '1.0.0')).toBe('pending')
    expect(assessDslVersion('1.2.3', '1.2.9')).toBe('completed')
  })

  it('compares with the current version unless told otherwise', () => {
    expect(assessDslVersion(CURRENT_DSL_VERSION)).toBe('completed')
  })
})
