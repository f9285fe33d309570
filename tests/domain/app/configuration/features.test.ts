import type { JsonObject } from '@weft/domain/kernel'
import { readFeatures } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { expectRefused, validated } from './configuration.js'

describe('the features of a configuration', () => {
  it('G 56: have no voice while nothing is read aloud', () => {
    const speech = (text_to_speech: JsonObject) => validated({ text_to_speech })['text_to_speech']
    expect(speech({ enabled: false, voice: 'x', language: 'en' })).toEqual({
      enabled: false,
      voice: '',
      language: '',
    })
    expect(speech({ enabled: true, voice: 'x', autoPlay: 'enabled' })).toEqual({
      enabled: true,
      voice: 'x',
      language: '',
      autoPlay: 'enabled',
    })
  })

  it('take files in the present shape', () => {
    const file_upload = {
      enabled: true,
      allowed_file_types: ['image', 'custom'],
      allowed_file_extensions: ['.txt'],
      allowed_file_upload_methods: ['local_file'],
      number_limits: 10,
      image: { detail: 'low' },
    }
    expect(validated({ file_upload })['file_upload']).toEqual({
      ...file_upload,
      image: { detail: 'low', enabled: false },
    })
  })

  it('take pictures in the older shape, one to six', () => {
    const images = (number_limits: number) => ({
      file_upload: {
        image: { enabled: true, number_limits, detail: 'high', transfer_methods: ['remote_url'] },
      },
    })
    expect(validated(images(6))['file_upload']).toEqual(images(6).file_upload)
    expect(readFeatures(validated(images(6))).fileUpload.enabled).toBe(true)
    expect(readFeatures(validated({})).fileUpload.enabled).toBe(false)
    for (const count of [0, 7, 1.5])
      expectRefused(images(count), 'file_upload.image.number_limits', 'from 1 to 6')
  })

  it('bring a follow-up with a model and an instruction of its own', () => {
    const suggested_questions_after_answer = {
      enabled: true,
      model: { provider: 'openai', name: 'm', completion_params: {} },
      prompt: 'x'.repeat(1000),
    }
    expect(validated({ suggested_questions_after_answer })).toMatchObject({
      suggested_questions_after_answer,
    })
  })

  it.each<[JsonObject, string]>([
    [{ opening_statement: 1 }, 'opening_statement'],
    [{ suggested_questions: 'Why?' }, 'suggested_questions'],
    [{ suggested_questions: ['Why?', 1] }, 'suggested_questions[1]'],
    [
      { suggested_questions_after_answer: { enabled: 1 } },
      'suggested_questions_after_answer.enabled',
    ],
    [
      { suggested_questions_after_answer: { prompt: 'x'.repeat(1001) } },
      'suggested_questions_after_answer.prompt',
    ],
    [
      { suggested_questions_after_answer: { model: { provider: 'p' } } },
      'suggested_questions_after_answer.model.name',
    ],
    [{ speech_to_text: true }, 'speech_to_text'],
    [{ retriever_resource: { enabled: 'no' } }, 'retriever_resource.enabled'],
    [{ text_to_speech: { enabled: true, voice: 1 } }, 'text_to_speech.voice'],
    [{ text_to_speech: { autoPlay: 'loud' } }, 'text_to_speech.autoPlay'],
    [{ file_upload: { enabled: 'yes' } }, 'file_upload.enabled'],
    [
      { file_upload: { enabled: true, allowed_file_types: ['film'] } },
      'file_upload.allowed_file_types',
    ],
    [
      { file_upload: { enabled: true, allowed_file_upload_methods: ['fax'] } },
      'file_upload.allowed_file_upload_methods',
    ],
    [{ file_upload: { enabled: true, number_limits: 0 } }, 'file_upload.number_limits'],
    [{ file_upload: { image: { detail: 'auto' } } }, 'file_upload.image.detail'],
    [
      { file_upload: { image: { enabled: true, transfer_methods: ['fax'] } } },
      'file_upload.image.transfer_methods',
    ],
    [{ external_data_tools: [{ enabled: true }] }, 'external_data_tools[0].type'],
    [
      { external_data_tools: [{ enabled: true, type: 'api', config: {} }] },
      'external_data_tools[0].config.api_based_extension_id',
    ],
  ])('are refused as %j', (configuration, field) => {
    expectRefused(configuration, field)
  })

  it('leave tools that are switched off alone', () => {
    const external_data_tools = [{ variable: 'w' }, { enabled: false, type: '' }]
    expect(validated({ external_data_tools })['external_data_tools']).toEqual([
      { variable: 'w', enabled: false },
      { enabled: false, type: '' },
    ])
  })
})
