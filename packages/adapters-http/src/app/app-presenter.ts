import type { AppInfo, AppMeta, AppParameters } from '@weft/application/app'
import type { JsonObject } from '@weft/domain/kernel'
import type { AppInfoBody, AppMetaBody } from './app-schema.js'

export function presentAppInfo(info: AppInfo): AppInfoBody {
  const { name, description, tags, mode, authorName } = info
  return { name, description, tags: [...tags], mode, author_name: authorName ?? null }
}

export function presentAppMeta({ toolIcons }: AppMeta): AppMetaBody {
  return { tool_icons: { ...toolIcons } }
}

/** Settings are shown as the app's document has them, whatever that is. */
export function presentAppParameters(parameters: AppParameters): JsonObject {
  const { uploadLimits } = parameters
  return {
    opening_statement: parameters.openingStatement,
    suggested_questions: parameters.suggestedQuestions,
    suggested_questions_after_answer: parameters.suggestedQuestionsAfterAnswer,
    speech_to_text: parameters.speechToText,
    text_to_speech: parameters.textToSpeech,
    retriever_resource: parameters.retrieverResource,
    annotation_reply: parameters.annotationReply,
    more_like_this: parameters.moreLikeThis,
    user_input_form: parameters.userInputForm,
    sensitive_word_avoidance: parameters.sensitiveWordAvoidance,
    file_upload: parameters.fileUpload,
    system_parameters: {
      image_file_size_limit: uploadLimits.imageMegabytes,
      video_file_size_limit: uploadLimits.videoMegabytes,
      audio_file_size_limit: uploadLimits.audioMegabytes,
      file_size_limit: uploadLimits.fileMegabytes,
      workflow_file_upload_limit: uploadLimits.workflowFiles,
    },
  }
}
