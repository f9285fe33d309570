import {
  assembleAdvancedPrompt,
  assembleSimplePrompt,
  textOf,
  type BasicPromptMaterial,
  type PromptMessage,
} from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aMaterial, countCharacters } from './material.js'

const anyText = fc.string({
  minLength: 1,
  maxLength: 20,
  unit: fc.constantFrom('a', 'b', ' ', '\n'),
})
const anyMaterial: fc.Arbitrary<BasicPromptMaterial> = fc
  .record({
    query: anyText,
    context: fc.option(anyText, { nil: undefined }),
    history: fc.array(fc.record({ query: anyText, answer: anyText }), { maxLength: 20 }),
    budget: fc.record({
      contextSize: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
      maxTokens: fc.integer({ min: 0, max: 200 }),
    }),
  })
  .map(aMaterial)

const assemblies: readonly ((material: BasicPromptMaterial) => readonly PromptMessage[])[] = [
  (material) =>
    assembleSimplePrompt({ app: 'chat', modelMode: 'chat', prePrompt: 'System.' }, material)
      .messages,
  (material) =>
    assembleAdvancedPrompt(
      { modelMode: 'chat', prompt: [{ role: 'system', text: 'System.' }] },
      material,
      [],
    ).messages,
]

describe.each(assemblies)('a prompt for a chat model', (assemble) => {
  it('never grows beyond the context for the sake of more than one remembered message', () => {
    fc.assert(
      fc.property(anyMaterial, (material) => {
        const messages = assemble(material)
        const { contextSize = Infinity, maxTokens } = material.budget
        const remembered = messages.length - 2
        const fits = countCharacters(messages) + maxTokens <= contextSize
        expect(fits || remembered <= 1).toBe(true)
      }),
    )
  })

  it('always begins with the system message and ends with the latest query', () => {
    fc.assert(
      fc.property(anyMaterial, (material) => {
        const messages = assemble(material)
        expect(messages[0]?.role).toBe('system')
        expect(messages[0] && textOf(messages[0])).toContain('System.')
        expect(messages.at(-1)).toEqual({ role: 'user', content: material.query })
      }),
    )
  })

  it('remembers the newest messages in the order they were said', () => {
    fc.assert(
      fc.property(anyMaterial, (material) => {
        const said = (material.history ?? []).flatMap(({ query, answer }) => [query, answer])
        const remembered = assemble(material).slice(1, -1).map(textOf)
        expect(remembered).toEqual(said.slice(said.length - remembered.length))
      }),
    )
  })

  it('forgets nothing while everything fits', () => {
    fc.assert(
      fc.property(anyMaterial, (material) => {
        const ample = { ...material, budget: { contextSize: 100_000, maxTokens: 0 } }
        expect(assemble(ample)).toHaveLength(2 + 2 * (material.history ?? []).length)
      }),
    )
  })
})
