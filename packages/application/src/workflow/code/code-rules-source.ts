import type { TenantId } from '@weft/domain/kernel'
import { CodeSettings, type CodeRules } from '@weft/domain/workflow'
import type { UnitOfWork } from '../../kernel/index.js'

/** Where the rules for the code of a workspace are looked up. */
export interface CodeRulesSource {
  /** False where there are no workspaces that could decide anything. */
  readonly hasWorkspaces: boolean
  rulesOf(tenantId: TenantId): Promise<CodeRules>
}

/** A program without workspaces: nothing is stored, the operator decides alone. */
export const noCodeRules: CodeRulesSource = {
  hasWorkspaces: false,
  rulesOf: (tenantId) => Promise.resolve(CodeSettings.initial(tenantId).rules),
}

/** Reads what is stored, every time. */
export class StoredCodeRules implements CodeRulesSource {
  readonly hasWorkspaces = true

  constructor(private readonly unitOfWork: UnitOfWork) {}

  rulesOf(tenantId: TenantId): Promise<CodeRules> {
    return this.unitOfWork.run(tenantId, async ({ codeSettings }) => {
      const settings = await codeSettings.find()
      return (settings ?? CodeSettings.initial(tenantId)).rules
    })
  }
}
