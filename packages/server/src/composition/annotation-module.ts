import {
  AnnotationIndex,
  AnnotationReplies,
  CreateAnnotation,
  DeleteAnnotation,
  GetAnnotationJob,
  ListAnnotations,
  SwitchAnnotationReply,
  UpdateAnnotation,
} from '@weft/application/conversation'
import { ContainerModule } from 'inversify'
import { TOKENS } from './tokens.js'

/** Answers to give without asking a model. */
export const annotationModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.annotationIndex)
    .toResolvedValue(
      (unitOfWork, models, logger) => new AnnotationIndex({ unitOfWork, models, logger }),
      [TOKENS.unitOfWork, TOKENS.models, TOKENS.logger],
    )
    .inSingletonScope()
  bind(TOKENS.annotationReplies).toResolvedValue(
    (unitOfWork, clock, ids, logger, index) =>
      new AnnotationReplies({ unitOfWork, clock, ids, logger, index }),
    [TOKENS.unitOfWork, TOKENS.clock, TOKENS.ids, TOKENS.logger, TOKENS.annotationIndex],
  )
  bind(TOKENS.listAnnotations).toResolvedValue(
    (unitOfWork) => new ListAnnotations(unitOfWork),
    [TOKENS.unitOfWork],
  )
  bind(TOKENS.createAnnotation).toResolvedValue(
    (unitOfWork, clock, ids, index) => new CreateAnnotation({ unitOfWork, clock, ids, index }),
    [TOKENS.unitOfWork, TOKENS.clock, TOKENS.ids, TOKENS.annotationIndex],
  )
  bind(TOKENS.updateAnnotation).toResolvedValue(
    (unitOfWork, clock, index) => new UpdateAnnotation({ unitOfWork, clock, index }),
    [TOKENS.unitOfWork, TOKENS.clock, TOKENS.annotationIndex],
  )
  bind(TOKENS.deleteAnnotation).toResolvedValue(
    (unitOfWork) => new DeleteAnnotation(unitOfWork),
    [TOKENS.unitOfWork],
  )
  bind(TOKENS.switchAnnotationReply)
    .toResolvedValue(
      (unitOfWork, clock, ids, logger, index) =>
        new SwitchAnnotationReply({ unitOfWork, clock, ids, logger, index }),
      [TOKENS.unitOfWork, TOKENS.clock, TOKENS.ids, TOKENS.logger, TOKENS.annotationIndex],
    )
    .inSingletonScope()
  bind(TOKENS.getAnnotationJob).toResolvedValue(
    (unitOfWork, clock) => new GetAnnotationJob({ unitOfWork, clock }),
    [TOKENS.unitOfWork, TOKENS.clock],
  )
})
