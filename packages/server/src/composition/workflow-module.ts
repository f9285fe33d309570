import {
  ConversationTurns,
  GenerateResponse,
  ModelAppStrategy,
  StopGeneration,
  WorkflowAppStrategy,
} from '@weft/application/conversation'
import { InProcessGenerationRegistry } from '@weft/application/kernel'
import {
  EndOrphanedRuns,
  ExpireForms,
  FollowRun,
  GetForm,
  GetWorkflowRun,
  PausedRuns,
  PublishedWorkflows,
  RunActivity,
  RunWorkflow,
  SubmitForm,
} from '@weft/application/workflow'
import { ContainerModule } from 'inversify'
import { TOKENS } from './tokens.js'

/** Runs and answers of stored apps. */
export const generationModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.registry).toConstantValue(new InProcessGenerationRegistry())
  bind(TOKENS.workflows)
    .toResolvedValue(
      (unitOfWork, kinds) => new PublishedWorkflows({ unitOfWork, kinds }),
      [TOKENS.unitOfWork, TOKENS.kinds],
    )
    .inSingletonScope()
  bind(TOKENS.running)
    .toResolvedValue(
      (unitOfWork, workflows, engine, runEvents, registry, clock, ids, logger, moderation) => ({
        unitOfWork,
        workflows,
        engine,
        runEvents,
        registry,
        clock,
        ids,
        logger,
        activity: new RunActivity(),
        turns: new ConversationTurns({ unitOfWork, clock, moderation }),
      }),
      [
        TOKENS.unitOfWork,
        TOKENS.workflows,
        TOKENS.engine,
        TOKENS.runEvents,
        TOKENS.registry,
        TOKENS.clock,
        TOKENS.ids,
        TOKENS.logger,
        TOKENS.moderation,
      ],
    )
    .inSingletonScope()
  bind(TOKENS.pausedRuns)
    .toResolvedValue((running) => new PausedRuns(running), [TOKENS.running])
    .inSingletonScope()
  bind(TOKENS.runWorkflow)
    .toResolvedValue((running) => new RunWorkflow(running), [TOKENS.running])
    .inSingletonScope()
  bind(TOKENS.generateResponse)
    .toResolvedValue(
      (running, models, titles, templates, moderation, externalData, annotations) => {
        const model = new ModelAppStrategy({
          ...running,
          models,
          templates,
          moderation,
          externalData,
          annotations,
        })
        return new GenerateResponse({
          unitOfWork: running.unitOfWork,
          titles,
          strategies: {
            'advanced-chat': new WorkflowAppStrategy({ ...running, moderation, annotations }),
            chat: model,
            completion: model,
          },
        })
      },
      [
        TOKENS.running,
        TOKENS.models,
        TOKENS.titles,
        TOKENS.templates,
        TOKENS.moderation,
        TOKENS.externalData,
        TOKENS.annotationReplies,
      ],
    )
    .inSingletonScope()
  bind(TOKENS.stopGeneration).toResolvedValue(
    (running, pausedRuns) => new StopGeneration(running.registry, { ...running, pausedRuns }),
    [TOKENS.running, TOKENS.pausedRuns],
  )
  bind(TOKENS.getWorkflowRun).toResolvedValue(
    (runEvents) => new GetWorkflowRun(runEvents),
    [TOKENS.runEvents],
  )
  bind(TOKENS.followRun).toResolvedValue((running) => new FollowRun(running), [TOKENS.running])
  bind(TOKENS.getForm).toResolvedValue((running) => new GetForm(running), [TOKENS.running])
  bind(TOKENS.submitForm).toResolvedValue(
    (running, pausedRuns) => new SubmitForm({ ...running, pausedRuns }),
    [TOKENS.running, TOKENS.pausedRuns],
  )
  bind(TOKENS.expireForms).toResolvedValue(
    (running, pausedRuns, schedule) => new ExpireForms({ ...running, pausedRuns, schedule }),
    [TOKENS.running, TOKENS.pausedRuns, TOKENS.formSchedule],
  )
  bind(TOKENS.endOrphanedRuns).toResolvedValue(
    (running) => new EndOrphanedRuns(running),
    [TOKENS.running],
  )
})
