import type {
  CreateAnnotation,
  DeleteAnnotation,
  GetAnnotationJob,
  ListAnnotations,
  SwitchAnnotationReply,
  UpdateAnnotation,
} from '@weft/application/conversation'
import {
  ANNOTATION_ACTIONS,
  AnnotationId,
  AnnotationJobId,
  type AnnotationAction,
} from '@weft/domain/conversation'
import { PageRequest } from '@weft/domain/kernel'
import {
  appBodyOperation,
  appOperation,
  validate,
  type Operation,
  type OperationServices,
} from '../shared/operation.js'
import { RequestRefused } from '../shared/request-refused.js'
import { answers, answersNothing } from '../shared/response-schema.js'
import type { ServiceContext } from '../shared/service-context.js'
import { presentAnnotation, presentAnnotations } from './annotation-presenter.js'
import {
  annotationBodySchema,
  annotationJobSchema,
  annotationJobStatusSchema,
  annotationPageSchema,
  annotationQuerySchema,
  annotationReplySchema,
  annotationSchema,
} from './annotation-schema.js'

export type AnnotationOperationServices = OperationServices & {
  readonly listAnnotations: Pick<ListAnnotations, 'execute'>
  readonly createAnnotation: Pick<CreateAnnotation, 'execute'>
  readonly updateAnnotation: Pick<UpdateAnnotation, 'execute'>
  readonly deleteAnnotation: Pick<DeleteAnnotation, 'execute'>
  readonly switchAnnotationReply: Pick<SwitchAnnotationReply, 'execute'>
  readonly getAnnotationJob: Pick<GetAnnotationJob, 'execute'>
}

const tag = 'Annotations'
const LARGEST_PAGE = 100

/** Answers to give without asking a model. */
export function annotationOperations(services: AnnotationOperationServices): readonly Operation[] {
  return [
    listAnnotations(services),
    createAnnotation(services),
    updateAnnotation(services),
    deleteAnnotation(services),
    switchReplies(services),
    showJob(services),
  ]
}

function listAnnotations(services: AnnotationOperationServices): Operation {
  return appOperation(services, {
    method: 'get',
    path: '/apps/annotations',
    tag,
    summary: 'List annotations',
    query: annotationQuerySchema,
    responses: answers('The annotations, newest first, at most 100.', annotationPageSchema),
    async handle(c, { app, context }) {
      const { page, limit, keyword } = validate(annotationQuerySchema, c.req.query())
      const found = await services.listAnnotations.execute(context, {
        app,
        keyword: keyword === '' ? undefined : keyword,
        page: PageRequest.of(page, Math.min(limit, LARGEST_PAGE)),
      })
      return c.json(presentAnnotations(found, limit))
    },
  })
}

function createAnnotation(services: AnnotationOperationServices): Operation {
  return appBodyOperation(services, {
    method: 'post',
    path: '/apps/annotations',
    tag,
    summary: 'Create an annotation',
    body: annotationBodySchema,
    responses: answers('The annotation.', annotationSchema, 201),
    async handle(c, { app, tenant, context }, { question, answer }) {
      const args = { app, tenant, question, answer }
      return c.json(presentAnnotation(await services.createAnnotation.execute(context, args)), 201)
    },
  })
}

function updateAnnotation(services: AnnotationOperationServices): Operation {
  return appBodyOperation(services, {
    method: 'put',
    path: '/apps/annotations/{annotation_id}',
    tag,
    summary: 'Change an annotation',
    body: annotationBodySchema,
    responses: answers('The annotation.', annotationSchema),
    async handle(c, { app, context }, { question, answer }) {
      const args = { app, annotationId: annotationIdOf(c), question, answer }
      return c.json(presentAnnotation(await services.updateAnnotation.execute(context, args)))
    },
  })
}

function deleteAnnotation(services: AnnotationOperationServices): Operation {
  return appOperation(services, {
    method: 'delete',
    path: '/apps/annotations/{annotation_id}',
    tag,
    summary: 'Delete an annotation',
    responses: answersNothing('The annotation is gone, with the history of its hits.'),
    async handle(c, { app, context }) {
      await services.deleteAnnotation.execute(context, { app, annotationId: annotationIdOf(c) })
      return c.body(null, 204)
    },
  })
}

function switchReplies(services: AnnotationOperationServices): Operation {
  return appBodyOperation(services, {
    method: 'post',
    path: '/apps/annotation-reply/{action}',
    tag,
    summary: 'Switch annotation replies',
    details: '`enable` or `disable`. Goes on after the answer; the body is checked for both.',
    body: annotationReplySchema,
    responses: answers('The job that does it.', annotationJobSchema),
    async handle(c, { app, context }, body) {
      const job = await services.switchAnnotationReply.execute(context, {
        app,
        action: actionOf(c),
        scoreThreshold: body.score_threshold,
        model: { provider: body.embedding_provider_name, name: body.embedding_model_name },
      })
      return c.json({ job_id: job.id, job_status: job.status })
    },
  })
}

function showJob(services: AnnotationOperationServices): Operation {
  return appOperation(services, {
    method: 'get',
    path: '/apps/annotation-reply/{action}/status/{job_id}',
    tag,
    summary: 'Progress of switching annotation replies',
    responses: answers('How far it has come.', annotationJobStatusSchema),
    async handle(c, { app, context }) {
      const jobId = AnnotationJobId.parse((c.req.param('job_id') ?? '').toLowerCase())
      const args = { app, action: actionOf(c), jobId }
      const { status, error } = await services.getAnnotationJob.execute(context, args)
      return c.json({ job_id: jobId, job_status: status, error_msg: error })
    },
  })
}

function annotationIdOf(c: ServiceContext): AnnotationId {
  return AnnotationId.parse((c.req.param('annotation_id') ?? '').toLowerCase())
}

/** @throws RequestRefused when it is neither of the two. */
function actionOf(c: ServiceContext): AnnotationAction {
  const named = c.req.param('action')
  const action = ANNOTATION_ACTIONS.find((candidate) => candidate === named)
  if (action === undefined)
    throw RequestRefused.invalidParam('action must be enable or disable', 'action')
  return action
}
