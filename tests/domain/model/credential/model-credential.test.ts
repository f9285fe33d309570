import { TenantId, ValidationError } from '@weft/domain/kernel'
import { ModelCredential, ModelCredentialId, type CredentialScope } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'

const at = new Date(0)
const later = new Date(1000)

const aCredential = (scope?: CredentialScope, name = 'Main') =>
  ModelCredential.create({
    id: ModelCredentialId.parse('00000000-0000-7000-8000-000000000003'),
    tenantId: TenantId.parse('00000000-0000-7000-8000-000000000001'),
    provider: 'openai',
    scope,
    name,
    sealed: 'sealed',
    isActive: false,
    at,
  })

describe('ModelCredential', () => {
  it('tells that it was added, without what is in it', () => {
    const [event, ...more] = aCredential({ type: 'llm', name: 'gpt' }).recordedEvents
    expect(more).toEqual([])
    expect(event).toMatchObject({
      type: 'ModelCredentialAdded',
      data: { provider: 'openai', modelType: 'llm', model: 'gpt' },
    })
    expect(JSON.stringify(event)).not.toContain('sealed')
  })

  it('refuses an empty and an endless name', () => {
    expect(() => aCredential(undefined, '  ')).toThrow(ValidationError)
    expect(() => aCredential(undefined, 'x'.repeat(101))).toThrow(ValidationError)
    expect(aCredential(undefined, ' Main ').properties.name).toBe('Main')
  })

  it('tells of new values but not of a new key over the same values', () => {
    const types = (credential: ModelCredential) => credential.recordedEvents.map(({ type }) => type)
    expect(types(aCredential().withSealed('other', later))).toEqual([
      'ModelCredentialAdded',
      'ModelCredentialChanged',
    ])
    expect(types(aCredential().resealed('other'))).toEqual(['ModelCredentialAdded'])
    expect(aCredential().resealed('other').properties.updatedAt).toEqual(at)
  })

  it('changes nothing when it is made what it is', () => {
    const credential = aCredential()
    expect(credential.withActive(false, later)).toBe(credential)
    expect(credential.withActive(true, later).properties.isActive).toBe(true)
  })

  it('stands in for credentials of the same provider and model only', () => {
    const forModel = aCredential({ type: 'llm', name: 'gpt' })
    expect(forModel.isSiblingOf(aCredential({ type: 'llm', name: 'gpt' }))).toBe(true)
    expect(forModel.isSiblingOf(aCredential())).toBe(false)
    expect(forModel.isSiblingOf(aCredential({ type: 'tts', name: 'gpt' }))).toBe(false)
    expect(aCredential().isSiblingOf(aCredential())).toBe(true)
  })
})
