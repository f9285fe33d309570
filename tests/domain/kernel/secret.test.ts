import { Secret, obfuscate } from '@weft/domain/kernel'
import fc from 'fast-check'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'

describe('Secret', () => {
  it('never shows its text, however it is printed', () => {
    const secret = Secret.of('hunter2-hunter2')
    const prints = [
      String(secret),
      JSON.stringify({ secret, list: [secret] }),
      inspect(secret),
      inspect({ deep: { secret } }, { depth: 5, showHidden: true }),
      Object.keys(secret).join(),
      JSON.stringify(Object.entries(secret)),
    ]
    for (const print of prints) expect(print).not.toContain('hunter2')
    expect(JSON.stringify(secret)).toBe('"[secret]"')
    expect(inspect(secret)).toBe('[secret]')
  })

  it('gives its text to who asks for it', () => {
    expect(Secret.of('hunter2').reveal()).toBe('hunter2')
  })
})

describe('obfuscate', () => {
  it.each([
    ['', ''],
    ['a', '*'.repeat(20)],
    ['12345678', '*'.repeat(20)],
    ['123456789', '123456************89'],
    ['sk-abcdefghijxyz', 'sk-abc************yz'],
    ['sk-abcdef1234', 'sk-abc************34'],
  ])('G 20: shows %j as %j', (text, shown) => {
    expect(obfuscate(text)).toBe(shown)
  })

  it('hides the middle and the length of any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(obfuscate(text)).toHaveLength(20)
      }),
    )
  })
})
