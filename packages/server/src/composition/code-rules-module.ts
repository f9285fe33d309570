import {
  ChangeCodeSettings,
  GetCodeSettings,
  KnownCodeRules,
  noCodeRules,
  StoredCodeRules,
} from '@weft/application/workflow'
import { ContainerModule } from 'inversify'
import { TOKENS } from './tokens.js'

/** What workspaces decided about their code, and how they change it. */
export const codeRulesModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.codeRules)
    .toResolvedValue(
      (unitOfWork, clock) => new KnownCodeRules(new StoredCodeRules(unitOfWork), clock),
      [TOKENS.unitOfWork, TOKENS.clock],
    )
    .inSingletonScope()
  bind(TOKENS.getCodeSettings).toResolvedValue(
    (unitOfWork) => new GetCodeSettings({ unitOfWork }),
    [TOKENS.unitOfWork],
  )
  bind(TOKENS.changeCodeSettings).toResolvedValue(
    (unitOfWork, clock, known) => new ChangeCodeSettings({ unitOfWork, clock, known }),
    [TOKENS.unitOfWork, TOKENS.clock, TOKENS.codeRules],
  )
})

/** Where nothing is stored, the operator decides alone. */
export const localCodeRulesModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.codeRules)
    .toResolvedValue((clock) => new KnownCodeRules(noCodeRules, clock), [TOKENS.clock])
    .inSingletonScope()
})
