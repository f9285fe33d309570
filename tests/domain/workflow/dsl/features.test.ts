import { readFeatures, readFileUpload } from '@weft/domain/workflow'
import { anyJsonObject, anyJsonValue } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('readFeatures', () => {
  it('has a default for everything', () => {
    expect(readFeatures(undefined)).toEqual({
      openingStatement: '',
      suggestedQuestions: [],
      suggestedQuestionsAfterAnswer: { enabled: false },
      speechToText: { enabled: false },
      textToSpeech: { enabled: false, language: '', voice: '', autoPlay: false },
      retrieverResource: { enabled: false },
      moderation: { enabled: false, type: '', config: {} },
      fileUpload: {
        enabled: false,
        allowedFileTypes: [],
        allowedFileExtensions: [],
        allowedFileUploadMethods: ['local_file', 'remote_url'],
        numberLimit: 3,
        imageDetail: 'high',
      },
      raw: {},
    })
    expect(readFeatures({}, { retrieverResource: true }).retrieverResource.enabled).toBe(true)
  })

  it('reads what is there and keeps the map itself', () => {
    const raw = {
      opening_statement: 'Hi {{name}}',
      suggested_questions: ['a', 3, 'b'],
      retriever_resource: { enabled: false },
      text_to_speech: { enabled: true, language: 'en', voice: 'x', autoPlay: 'enabled' },
      sensitive_word_avoidance: { enabled: true, type: 'keywords', config: { keywords: 'a\nb' } },
      annotation_reply: { enabled: true },
    }
    const features = readFeatures(raw, { retrieverResource: true })
    expect(features).toMatchObject({
      openingStatement: 'Hi {{name}}',
      suggestedQuestions: ['a', 'b'],
      retrieverResource: { enabled: false },
      textToSpeech: { enabled: true, language: 'en', voice: 'x', autoPlay: true },
      moderation: { enabled: true, type: 'keywords', config: { keywords: 'a\nb' } },
    })
    expect(features.raw).toBe(raw)
  })

  it('never fails a document for a feature', () => {
    const keys = ['opening_statement', 'suggested_questions', 'text_to_speech', 'file_upload']
    const anyFeatures = fc.dictionary(fc.constantFrom(...keys), anyJsonValue())
    fc.assert(
      fc.property(fc.oneof(anyFeatures, anyJsonObject(), anyJsonValue()), (raw) => {
        expect(typeof readFeatures(raw).fileUpload.enabled).toBe('boolean')
      }),
    )
  })
})

describe('readFileUpload', () => {
  it('H8 takes the older shape, which knew only images, for the present one', () => {
    const methods = ['remote_url', 'local_file']
    const image = { enabled: true, number_limits: 3, transfer_methods: methods }
    expect(readFileUpload({ image })).toEqual({
      enabled: true,
      allowedFileTypes: ['image'],
      allowedFileExtensions: [],
      allowedFileUploadMethods: ['local_file', 'remote_url'],
      numberLimit: 3,
      imageDetail: 'high',
    })
    expect(readFileUpload({ image: { ...image, enabled: false } }).enabled).toBe(false)
  })

  it('lets the present shape win where both are there', () => {
    const upload = readFileUpload({
      enabled: false,
      allowed_file_types: ['document', 'hologram'],
      allowed_file_extensions: ['.PDF'],
      allowed_file_upload_methods: ['remote_url'],
      number_limits: 5,
      image: { enabled: true, number_limits: 1, transfer_methods: [], detail: 'low' },
    })
    expect(upload).toEqual({
      enabled: false,
      allowedFileTypes: ['document'],
      allowedFileExtensions: ['.PDF'],
      allowedFileUploadMethods: ['remote_url'],
      numberLimit: 5,
      imageDetail: 'low',
    })
  })
})
