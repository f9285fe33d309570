import {
  assembleAdvancedPrompt,
  assembleSimplePrompt,
  historyText,
  textOf,
  type BasicPromptMaterial,
  type MediaPart,
  type PromptMessage,
} from '@weft/domain/model'
import { anyBasicPromptMaterial } from '@weft/domain/model/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const TOKENS_PER_FILE = 5

/** A token per character, a few per file. */
function countTokens(messages: readonly PromptMessage[]): number {
  const files = messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.filter((part) => part.type !== 'text'),
  )
  const characters = messages.reduce((sum, message) => sum + textOf(message).length, 0)
  return characters + files.length * TOKENS_PER_FILE
}

const anyMaterial = anyBasicPromptMaterial(countTokens)

type Assembly = (material: BasicPromptMaterial) => Promise<readonly PromptMessage[]>

const forChatModels: readonly (readonly [string, Assembly])[] = [
  [
    'simple',
    async (material) =>
      (
        await assembleSimplePrompt(
          { app: 'chat', modelMode: 'chat', prePrompt: 'System.' },
          material,
        )
      ).messages,
  ],
  [
    'advanced',
    async (material) =>
      (
        await assembleAdvancedPrompt(
          { modelMode: 'chat', prompt: [{ role: 'system', text: 'System.' }] },
          material,
          [],
        )
      ).messages,
  ],
]
const forCompletionModels: readonly (readonly [string, Assembly])[] = [
  [
    'simple',
    async (material) =>
      (
        await assembleSimplePrompt(
          { app: 'chat', modelMode: 'completion', prePrompt: 'System.' },
          material,
        )
      ).messages,
  ],
  [
    'advanced',
    async (material) =>
      (
        await assembleAdvancedPrompt(
          {
            modelMode: 'completion',
            prompt: 'System.\n<histories>\n{{#histories#}}\n</histories>{{#query#}}',
            prefixes: { user: 'Human', assistant: 'Assistant' },
          },
          material,
          [],
        )
      ).messages,
  ],
]

/** What was said before, as messages. */
function said({ history = [] }: BasicPromptMaterial): readonly PromptMessage[] {
  const content = (text: string, media: readonly MediaPart[] = []) =>
    media.length === 0 ? text : [...media, { type: 'text', text } as const]
  return history.flatMap(({ query, answer, media, answerMedia }): PromptMessage[] => [
    { role: 'user', content: content(query, media) },
    { role: 'assistant', content: content(answer, answerMedia) },
  ])
}

/** Copies all the way down, so that a change shows. */
function snapshot({ countTokens: _count, renderJinja: _render, ...data }: BasicPromptMaterial) {
  return structuredClone(data)
}

describe.each([...forChatModels, ...forCompletionModels])('a %s prompt', (_name, assemble) => {
  it('is the same for the same, and changes nothing it is made from', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const before = snapshot(material)
        expect(await assemble(material)).toEqual(await assemble(material))
        expect(snapshot(material)).toEqual(before)
      }),
    )
  })

  it('keeps the text of the app and the latest query, whatever the context', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const messages = await assemble(material)
        expect(messages[0] && textOf(messages[0])).toContain('System.')
        expect(messages.at(-1) && textOf(messages.at(-1)!)).toContain(material.query)
      }),
    )
  })

  it('is not the worse for a history: it fits the context, or it would not fit without one', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const { contextSize = Infinity, maxTokens } = material.budget
        const newest = (material.history ?? []).slice(-1)
        const least = await assemble({ ...material, history: material.history && newest })
        const fitsAtAll = countTokens(least) + maxTokens <= contextSize
        const fits = countTokens(await assemble(material)) + maxTokens <= contextSize
        expect(fits || !fitsAtAll).toBe(true)
      }),
    )
  })
})

describe.each(forChatModels)('a %s prompt for a chat model', (_name, assemble) => {
  const rememberedIn = (messages: readonly PromptMessage[]) => messages.slice(1, -1)

  it('never grows beyond the context for the sake of more than one remembered message', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const messages = await assemble(material)
        const { contextSize = Infinity, maxTokens } = material.budget
        const fits = countTokens(messages) + maxTokens <= contextSize
        expect(fits || rememberedIn(messages).length <= 1).toBe(true)
      }),
    )
  })

  it('begins with the system message and ends with files and query', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const messages = await assemble(material)
        const { query, media } = material
        expect(messages[0]?.role).toBe('system')
        expect(messages.at(-1)).toEqual({
          role: 'user',
          content: media.length === 0 ? query : [...media, { type: 'text', text: query }],
        })
      }),
    )
  })

  it('remembers the newest messages in the order they were said', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const all = said(material)
        const remembered = rememberedIn(await assemble(material))
        expect(remembered).toEqual(all.slice(all.length - remembered.length))
      }),
    )
  })

  it('drops no message that would have fitted', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const all = said(material)
        const messages = await assemble(material)
        const dropped = all.slice(0, all.length - rememberedIn(messages).length)
        const { contextSize = Infinity, maxTokens } = material.budget
        const wouldFit = countTokens([...dropped.slice(-1), ...messages]) + maxTokens <= contextSize
        expect(dropped.length > 0 && wouldFit).toBe(false)
      }),
    )
  })
})

describe.each(forCompletionModels)('a %s prompt for a completion model', (_name, assemble) => {
  it('is one message of files and text', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        const messages = await assemble(material)
        expect(messages).toHaveLength(1)
        const content = messages[0]?.content
        expect(typeof content === 'string' ? [] : content?.slice(0, -1)).toEqual(material.media)
      }),
    )
  })

  it('tells the newest messages in the order they were said', async () => {
    await fc.assert(
      fc.asyncProperty(anyMaterial, async (material) => {
        fc.pre((material.history ?? []).length > 0)
        const text = textOf((await assemble(material))[0]!)
        const told = /<histories>\n([\s\S]*?)\n<\/histories>/.exec(text)?.[1]
        const all = said(material)
        expect(all.map((_message, index) => historyText(all.slice(index)))).toContain(told)
      }),
    )
  })
})
