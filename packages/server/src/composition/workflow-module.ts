import {
  GenerateResponse,
  ModelAppStrategy,
  StopGeneration,
  WorkflowAppStrategy,
} from '@weft/application/conversation'
import { InProcessGenerationRegistry } from '@weft/application/kernel'
import {
  EndOrphanedRuns,
  GetWorkflowRun,
  PublishedWorkflows,
  RunWorkflow,
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
  bind(TOKENS.runWorkflow)
    .toResolvedValue(
      (workflows, engine, runEvents, registry, clock, ids, logger) =>
        new RunWorkflow({ workflows, engine, runEvents, registry, clock, ids, logger }),
      [
        TOKENS.workflows,
        TOKENS.engine,
        TOKENS.runEvents,
        TOKENS.registry,
        TOKENS.clock,
        TOKENS.ids,
        TOKENS.logger,
      ],
    )
    .inSingletonScope()
  bind(TOKENS.generateResponse)
    .toResolvedValue(
      (unitOfWork, workflows, engine, runEvents, models, registry, clock, ids, logger) => {
        const shared = { unitOfWork, registry, clock, ids, logger }
        const model = new ModelAppStrategy({ ...shared, models })
        return new GenerateResponse({
          unitOfWork,
          strategies: {
            'advanced-chat': new WorkflowAppStrategy({ ...shared, workflows, engine, runEvents }),
            chat: model,
            completion: model,
          },
        })
      },
      [
        TOKENS.unitOfWork,
        TOKENS.workflows,
        TOKENS.engine,
        TOKENS.runEvents,
        TOKENS.models,
        TOKENS.registry,
        TOKENS.clock,
        TOKENS.ids,
        TOKENS.logger,
      ],
    )
    .inSingletonScope()
  bind(TOKENS.stopGeneration).toResolvedValue(
    (registry) => new StopGeneration(registry),
    [TOKENS.registry],
  )
  bind(TOKENS.getWorkflowRun).toResolvedValue(
    (runEvents) => new GetWorkflowRun(runEvents),
    [TOKENS.runEvents],
  )
  bind(TOKENS.endOrphanedRuns).toResolvedValue(
    (runEvents, unitOfWork, clock, logger) =>
      new EndOrphanedRuns({ runEvents, unitOfWork, clock, logger }),
    [TOKENS.runEvents, TOKENS.unitOfWork, TOKENS.clock, TOKENS.logger],
  )
})
