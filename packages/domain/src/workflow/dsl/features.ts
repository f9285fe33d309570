import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { isFileType, type FileType } from '../value/file-type.js'

/** What an app offers besides its answers. */
export type AppFeatures = {
  /** Shown before the first message; may contain `{{variable}}` of the input form. */
  readonly openingStatement: string
  readonly suggestedQuestions: readonly string[]
  readonly suggestedQuestionsAfterAnswer: Switch
  readonly speechToText: Switch
  readonly textToSpeech: Switch & {
    readonly language: string
    readonly voice: string
    readonly autoPlay: boolean
  }
  /** Whether answers come with the sources they were made from. */
  readonly retrieverResource: Switch
  readonly moderation: Moderation
  readonly fileUpload: FileUpload
  /** The features as the document has them, unknown keys included. */
  readonly raw: JsonObject
}

export type Switch = { readonly enabled: boolean }

export type Moderation = Switch & {
  /** `keywords`, `openai_moderation` or `api`; empty when none was chosen. */
  readonly type: string
  readonly config: JsonObject
}

export type UploadMethod = 'local_file' | 'remote_url'

/** Which files a caller may attach. */
export type FileUpload = Switch & {
  readonly allowedFileTypes: readonly FileType[]
  /** With their dots, any case; they matter for the type `custom` only. */
  readonly allowedFileExtensions: readonly string[]
  readonly allowedFileUploadMethods: readonly UploadMethod[]
  readonly numberLimit: number
  /** How closely a model should look at images. */
  readonly imageDetail: 'high' | 'low'
}

/**
 * Reads `features` of a workflow or the like-named keys of a model configuration. What is missing or misshapen has its
 * default, so that no document fails for a feature.
 *
 * @param defaults.retrieverResource whether sources are shown when the document does not say; default no.
 */
export function readFeatures(
  raw: unknown,
  defaults: { readonly retrieverResource?: boolean } = {},
): AppFeatures {
  const features = isJsonObject(raw) ? raw : {}
  return {
    openingStatement: readText(features['opening_statement']),
    suggestedQuestions: readTexts(features['suggested_questions']),
    suggestedQuestionsAfterAnswer: readSwitch(features['suggested_questions_after_answer']),
    speechToText: readSwitch(features['speech_to_text']),
    textToSpeech: readTextToSpeech(features['text_to_speech']),
    retrieverResource: readSwitch(features['retriever_resource'], defaults.retrieverResource),
    moderation: readModeration(features['sensitive_word_avoidance']),
    fileUpload: readFileUpload(features['file_upload']),
    raw: features,
  }
}

/** Reads `file_upload` in its present and in its older shape, which knew only images. */
export function readFileUpload(raw: JsonValue | undefined): FileUpload {
  const upload = mapOf(raw)
  const image = mapOf(upload['image'])
  const isOldShape = upload['enabled'] === undefined && image['enabled'] === true
  const imageDetail = image['detail'] === 'low' ? 'low' : 'high'
  if (isOldShape)
    return {
      enabled: true,
      allowedFileTypes: readFileTypes(upload['allowed_file_types']) ?? ['image'],
      allowedFileExtensions: readTexts(upload['allowed_file_extensions']),
      allowedFileUploadMethods: readMethods(image['transfer_methods']),
      numberLimit: readLimit(image['number_limits']),
      imageDetail,
    }
  return {
    enabled: upload['enabled'] === true,
    allowedFileTypes: readFileTypes(upload['allowed_file_types']) ?? [],
    allowedFileExtensions: readTexts(upload['allowed_file_extensions']),
    allowedFileUploadMethods: readMethods(upload['allowed_file_upload_methods']),
    numberLimit: readLimit(upload['number_limits']),
    imageDetail,
  }
}

function readTextToSpeech(raw: JsonValue | undefined): AppFeatures['textToSpeech'] {
  const speech = mapOf(raw)
  return {
    enabled: speech['enabled'] === true,
    language: readText(speech['language']),
    voice: readText(speech['voice']),
    autoPlay: speech['autoPlay'] === 'enabled',
  }
}

function readModeration(raw: JsonValue | undefined): Moderation {
  const moderation = mapOf(raw)
  return {
    enabled: moderation['enabled'] === true,
    type: readText(moderation['type']),
    config: mapOf(moderation['config']),
  }
}

function readSwitch(raw: JsonValue | undefined, byDefault = false): Switch {
  const { enabled } = mapOf(raw)
  return { enabled: typeof enabled === 'boolean' ? enabled : byDefault }
}

function readFileTypes(raw: JsonValue | undefined): readonly FileType[] | undefined {
  return Array.isArray(raw) ? (raw as readonly JsonValue[]).filter(isFileType) : undefined
}

const UPLOAD_METHODS: readonly UploadMethod[] = ['local_file', 'remote_url']

function readMethods(raw: JsonValue | undefined): readonly UploadMethod[] {
  if (!Array.isArray(raw)) return UPLOAD_METHODS
  const named: readonly unknown[] = raw
  return UPLOAD_METHODS.filter((method) => named.includes(method))
}

function readLimit(raw: JsonValue | undefined): number {
  const limit = Number(raw ?? NaN)
  return Number.isInteger(limit) && limit >= 0 ? limit : 3
}

function readText(raw: JsonValue | undefined): string {
  return typeof raw === 'string' ? raw : ''
}

function readTexts(raw: JsonValue | undefined): readonly string[] {
  return Array.isArray(raw)
    ? (raw as readonly JsonValue[]).filter((item) => typeof item === 'string')
    : []
}

function mapOf(raw: JsonValue | undefined): JsonObject {
  return isJsonObject(raw) ? raw : {}
}
