import { promptLog, type MediaPart, type PromptMessage } from '@weft/domain/model'
import { describe, expect, it } from 'vitest'

function anImage(data: string): MediaPart {
  const source = { type: 'base64', data } as const
  return { type: 'image', mimeType: 'image/png', filename: 'a.png', source, detail: 'low' }
}
const shown = (part: MediaPart) => promptLog([{ role: 'user', content: [part] }], 'chat')[0]

describe('promptLog', () => {
  it('G 52: keeps the two ends of a file’s bytes, and all of few bytes', () => {
    const bytes = `${'A'.repeat(500)}${'B'.repeat(500)}`
    expect(shown(anImage(bytes))).toMatchObject({
      files: [{ type: 'image', data: 'AAAAAAAAAA…BBBBBBBBBB', detail: 'low' }],
    })
    for (const size of [0, 15, 20])
      expect(shown(anImage('A'.repeat(size)))).toMatchObject({
        files: [{ data: 'A'.repeat(size) }],
      })
    expect(shown(anImage('A'.repeat(21)))).not.toMatchObject({ files: [{ data: 'A'.repeat(21) }] })
  })

  it('keeps the two ends of an address, which may be signed', () => {
    const url = 'https://files.example.org/a.png?sign=secret-secret&x=1'
    const part: MediaPart = { ...anImage(''), source: { type: 'url', url } }
    expect(JSON.stringify(shown(part))).not.toContain('secret-secret')
    expect(shown(part)).toMatchObject({ files: [{ data: 'https://fi…secret&x=1' }] })
  })

  it('has every message of a chat model’s prompt, with its files and the calls it asked for', () => {
    const messages: readonly PromptMessage[] = [
      { role: 'system', content: 'S' },
      { role: 'user', content: [{ type: 'text', text: 'Q' }] },
      {
        role: 'assistant',
        content: '',
        toolCalls: [{ id: 'c1', name: 'time', arguments: '{}' }],
      },
      { role: 'tool', toolCallId: 'c1', content: 'noon' },
    ]
    expect(promptLog(messages, 'chat')).toEqual([
      { role: 'system', text: 'S', files: [] },
      { role: 'user', text: 'Q', files: [] },
      {
        role: 'assistant',
        text: '',
        files: [],
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'time', arguments: '{}' } }],
      },
      { role: 'tool', text: 'noon', files: [] },
    ])
  })

  it('has the one text of a completion model’s prompt, and files where there are any', () => {
    expect(promptLog([{ role: 'user', content: 'Q' }], 'completion')).toEqual([
      { role: 'user', text: 'Q' },
    ])
    const content = [anImage('AAAA'), { type: 'text', text: 'Q' }] as const
    expect(promptLog([{ role: 'user', content }], 'completion')).toEqual([
      { role: 'user', text: 'Q', files: [{ type: 'image', data: 'AAAA', detail: 'low' }] },
    ])
  })
})
