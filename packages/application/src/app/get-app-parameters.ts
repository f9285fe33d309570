import { AppUnavailable, isWorkflowMode, type App } from '@weft/domain/app'
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type RequestContext,
} from '@weft/domain/kernel'
import type { UnitOfWork } from '../kernel/index.js'

/** Largest uploads in megabytes, and most files of one message. */
export type UploadLimits = {
  readonly imageMegabytes: number
  readonly videoMegabytes: number
  readonly audioMegabytes: number
  readonly fileMegabytes: number
  readonly workflowFiles: number
}

export const DEFAULT_UPLOAD_LIMITS: UploadLimits = {
  imageMegabytes: 10,
  videoMegabytes: 100,
  audioMegabytes: 50,
  fileMegabytes: 15,
  workflowFiles: 10,
}

/** What a client needs to show an app. Settings are as the app's document has them; what it lacks has its default. */
export type AppParameters = {
  readonly openingStatement: JsonValue
  readonly suggestedQuestions: JsonValue
  readonly suggestedQuestionsAfterAnswer: JsonValue
  readonly speechToText: JsonValue
  readonly textToSpeech: JsonValue
  readonly retrieverResource: JsonValue
  readonly annotationReply: JsonValue
  readonly moreLikeThis: JsonValue
  /** One map per variable, whose only key is the variable's type. */
  readonly userInputForm: readonly JsonValue[]
  readonly sensitiveWordAvoidance: JsonValue
  readonly fileUpload: JsonValue
  readonly uploadLimits: UploadLimits
}

/** What a client needs to know to show an app and its input form. */
export class GetAppParameters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly uploadLimits: UploadLimits = DEFAULT_UPLOAD_LIMITS,
  ) {}

  /** @throws AppUnavailable when the app has no configuration, or no published workflow. */
  async execute(context: RequestContext, { app }: { readonly app: App }): Promise<AppParameters> {
    const document = isWorkflowMode(app.mode)
      ? await this.publishedWorkflow(context, app)
      : await this.configuration(context, app)
    if (!document) throw new AppUnavailable()
    const annotationReply = await this.annotationReply(context, app)
    return isWorkflowMode(app.mode)
      ? this.present(mapOf(document['features']), startNodeForm(document), annotationReply)
      : this.present(document, listOf(document['user_input_form']), annotationReply)
  }

  /** No part of the document: it is switched for the app, whatever its versions say. */
  private async annotationReply({ tenantId }: RequestContext, { id }: App): Promise<JsonValue> {
    const reply = await this.unitOfWork.run(tenantId, ({ annotationReplies }) =>
      annotationReplies.find(id),
    )
    if (!reply) return OFF
    const { provider, name } = reply.model
    return {
      id: reply.id,
      enabled: true,
      score_threshold: reply.scoreThreshold,
      embedding_model: { embedding_provider_name: provider, embedding_model_name: name },
    }
  }

  private async publishedWorkflow(
    { tenantId }: RequestContext,
    { id, properties }: App,
  ): Promise<JsonObject | undefined> {
    const workflowId = properties.publishedWorkflowId
    if (workflowId === undefined) return undefined
    const workflow = await this.unitOfWork.run(tenantId, ({ workflows }) =>
      workflows.find(id, workflowId),
    )
    return workflow?.properties.document
  }

  private async configuration(
    { tenantId }: RequestContext,
    { properties: { configurationId } }: App,
  ): Promise<JsonObject | undefined> {
    if (configurationId === undefined) return undefined
    const configuration = await this.unitOfWork.run(tenantId, ({ appConfigurations }) =>
      appConfigurations.find(configurationId),
    )
    return configuration?.document
  }

  private present(
    settings: JsonObject,
    userInputForm: readonly JsonValue[],
    annotationReply: JsonValue,
  ): AppParameters {
    return {
      openingStatement: settings['opening_statement'] ?? null,
      suggestedQuestions: settings['suggested_questions'] ?? [],
      suggestedQuestionsAfterAnswer: settings['suggested_questions_after_answer'] ?? OFF,
      speechToText: settings['speech_to_text'] ?? OFF,
      textToSpeech: settings['text_to_speech'] ?? OFF,
      retrieverResource: settings['retriever_resource'] ?? OFF,
      annotationReply,
      moreLikeThis: settings['more_like_this'] ?? OFF,
      userInputForm,
      sensitiveWordAvoidance: settings['sensitive_word_avoidance'] ?? NO_MODERATION,
      fileUpload: settings['file_upload'] ?? NO_FILES,
      uploadLimits: this.uploadLimits,
    }
  }
}

const OFF = { enabled: false }
const NO_MODERATION = { enabled: false, type: '', configs: [] }
const NO_FILES = {
  image: {
    enabled: false,
    number_limits: 3,
    detail: 'high',
    transfer_methods: ['remote_url', 'local_file'],
  },
}

/** The start node's variables in the shape of a `user_input_form`. */
function startNodeForm(document: JsonObject): readonly JsonValue[] {
  const nodes = listOf(mapOf(document['graph'])['nodes'])
  const start = nodes
    .map((node) => mapOf(mapOf(node)['data']))
    .find((data) => data['type'] === 'start')
  return listOf(start?.['variables']).map((variable) => {
    const { type } = mapOf(variable)
    return { [typeof type === 'string' ? type : 'text-input']: variable }
  })
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}
