import {
  checkCredentials,
  CredentialsInvalid,
  HIDDEN_VALUE,
  mergeHidden,
  obfuscateSecrets,
  wrapSecrets,
  type CredentialField,
} from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const aField = (field: Partial<CredentialField> = {}): CredentialField => ({
  variable: 'api_key',
  label: { en_US: 'API key' },
  type: 'secret-input',
  isRequired: true,
  default: undefined,
  options: [],
  placeholder: undefined,
  maxLength: 0,
  showOn: [],
  ...field,
})

const choice = (value: string) => ({ label: { en_US: value }, value, showOn: [] })

describe('checkCredentials', () => {
  it('G 1: names a required variable that is missing or empty', () => {
    for (const given of [{}, { api_key: '' }, { api_key: undefined }])
      expect(() => checkCredentials([aField()], given)).toThrow(/api_key is required/)
  })

  it('takes the default of an optional variable and leaves it out where there is none', () => {
    const fields = [
      aField({ variable: 'base', isRequired: false, default: 'https://there' }),
      aField({ variable: 'org', isRequired: false }),
    ]
    expect(checkCredentials(fields, {})).toEqual({ base: 'https://there' })
  })

  it('G 2: refuses a text that is too long, and takes any length where the limit is 0', () => {
    expect(() => checkCredentials([aField({ maxLength: 3 })], { api_key: 'abcd' })).toThrow(
      /at most 3/,
    )
    expect(checkCredentials([aField()], { api_key: 'x'.repeat(9999) })).toHaveProperty('api_key')
  })

  it('G 3: refuses a choice that is not offered', () => {
    const field = aField({ type: 'select', options: [choice('a'), choice('b')] })
    expect(checkCredentials([field], { api_key: 'b' })).toEqual({ api_key: 'b' })
    expect(() => checkCredentials([field], { api_key: 'c' })).toThrow(/one of a, b/)
  })

  it('G 4: reads switches in any case, and drops one that is off', () => {
    const field = aField({ type: 'switch' })
    expect(checkCredentials([field], { api_key: 'TRUE' })).toEqual({ api_key: true })
    expect(checkCredentials([field], { api_key: 'false' })).toEqual({})
    expect(() => checkCredentials([field], { api_key: 'yes' })).toThrow(CredentialsInvalid)
  })

  it('G 5: asks for nothing that does not apply', () => {
    const field = aField({ showOn: [{ variable: 'mode', value: 'x' }] })
    expect(checkCredentials([field], { mode: 'y' })).toEqual({})
    expect(checkCredentials([field], { mode: 'y', api_key: 'k' })).toEqual({})
    expect(() => checkCredentials([field], { mode: 'x' })).toThrow(/api_key/)
  })

  it('G 6: leaves out what nobody asks for, and refuses what is not text', () => {
    expect(checkCredentials([aField()], { api_key: 'k', other: 'o' })).toEqual({ api_key: 'k' })
    expect(() => checkCredentials([aField()], { api_key: 7 })).toThrow(/must be text/)
  })

  it('asks for a field only when all of its conditions hold', () => {
    const showOn = [
      { variable: 'mode', value: 'x' },
      { variable: 'size', value: 'big' },
    ]
    const field = aField({ showOn })
    expect(checkCredentials([field], { mode: 'x' })).toEqual({})
    expect(() => checkCredentials([field], { mode: 'x', size: 'big' })).toThrow(/api_key/)
  })

  it('takes any choice where none are offered, and one of a radio like one of a list', () => {
    expect(checkCredentials([aField({ type: 'select' })], { api_key: 'any' })).toEqual({
      api_key: 'any',
    })
    const radio = aField({ type: 'radio', options: [choice('a')] })
    expect(() => checkCredentials([radio], { api_key: 'b' })).toThrow(/one of a/)
  })

  it('hands the type of the model on only where the form asks for it', () => {
    const given = { __model_type: 'llm', api_key: 'k' }
    expect(checkCredentials([aField()], given)).toEqual({ api_key: 'k' })
    const asked = aField({ variable: '__model_type', type: 'text-input' })
    expect(checkCredentials([aField(), asked], given)).toEqual(given)
  })

  it('never repeats a value in its message', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 9 }), (planted) => {
        const field = aField({ type: 'select', options: [choice('a')], maxLength: 4 })
        try {
          checkCredentials([field], { api_key: `${planted}-planted` })
        } catch (error) {
          expect(String(error)).not.toContain('planted')
        }
      }),
    )
  })

  it('keeps what it took over when it checks it again', () => {
    const fields = [aField({ isRequired: false }), aField({ variable: 'b', isRequired: false })]
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('api_key', 'b', 'c', '__proto__'), fc.string()),
        (given) => {
          const once = checkCredentials(fields, given)
          expect(checkCredentials(fields, once)).toEqual(once)
        },
      ),
    )
  })
})

describe('credential values', () => {
  const fields = [aField(), aField({ variable: 'base', type: 'text-input' })]
  const stored = { api_key: 'sk-abcdef1234', base: 'https://there' }

  it('G 20: are shown with their secrets obfuscated', () => {
    expect(obfuscateSecrets(fields, stored)).toEqual({
      api_key: 'sk-abc************34',
      base: 'https://there',
    })
    expect(obfuscateSecrets(fields, { api_key: '12345678' })).toEqual({ api_key: '*'.repeat(20) })
    expect(obfuscateSecrets(fields, { api_key: '' })).toEqual({ api_key: '' })
  })

  it('hide what the form does not explain any more', () => {
    expect(obfuscateSecrets([], stored)).toEqual({
      api_key: 'sk-abc************34',
      base: 'https:************re',
    })
  })

  it('are wrapped, so that printing them shows nothing', () => {
    expect(JSON.stringify(wrapSecrets(fields, stored))).toBe(
      '{"api_key":"[secret]","base":"https://there"}',
    )
  })

  it('G 21: keep a stored secret that comes back hidden', () => {
    expect(mergeHidden(stored, { api_key: HIDDEN_VALUE, base: 'https://else' })).toEqual({
      api_key: 'sk-abcdef1234',
      base: 'https://else',
    })
  })
})
