export type AnnotationTable = {
  tenant_id: string
  id: string
  app_id: string
  question: string
  answer: string
  hit_count: number
  author_id: string
  author_name: string
  vector: Uint8Array | null
  vector_provider: string | null
  vector_model: string | null
  vector_stamp: string | null
  created_at: Date
  updated_at: Date
  version: number
}

export type AnnotationHitTable = {
  tenant_id: string
  id: string
  app_id: string
  annotation_id: string
  user_id: string
  message_id: string
  question: string
  score: number
  source: string
  annotation_question: string
  annotation_answer: string
  created_at: Date
}

export type AnnotationReplyTable = {
  tenant_id: string
  app_id: string
  id: string
  score_threshold: number
  provider: string
  model_name: string
  created_at: Date
  updated_at: Date
}

export type AnnotationJobTable = {
  tenant_id: string
  id: string
  app_id: string
  action: string
  status: string
  error: string
  created_at: Date
  updated_at: Date
}
