import { NotFound, type Clock, type TenantId } from '@weft/domain/kernel'
import { changeCodeSettings, CodeSettings, type CodeSettingsAction } from '@weft/domain/workflow'
import type { Repositories, UnitOfWork } from '../../kernel/index.js'
import type { KnownCodeRules } from './known-code-rules.js'

export type CodeSettingsPorts = {
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  /** Told of changes, so that they show at once in this process. */
  readonly known: Pick<KnownCodeRules, 'evict'>
}

export type CodeSettingsArgs = { readonly tenantId: TenantId }

/** What a workspace decided about its code. */
export class GetCodeSettings {
  constructor(private readonly ports: Pick<CodeSettingsPorts, 'unitOfWork'>) {}

  /** @throws NotFound when there is no such workspace. */
  execute({ tenantId }: CodeSettingsArgs): Promise<CodeSettings> {
    return this.ports.unitOfWork.run(tenantId, (repositories) => load(repositories, tenantId))
  }
}

/** Changes what code of a workspace may do, and records who did: as an event of the workspace. */
export class ChangeCodeSettings {
  constructor(private readonly ports: CodeSettingsPorts) {}

  /**
   * @param args.by who changes it, for the record.
   * @throws NotFound when there is no such workspace.
   * @throws ValidationError when a host, a name or a severity makes no sense.
   * @throws RuleViolation when a host is taken away that code could not reach anyway.
   * @throws Conflict when somebody else changed the settings at the same time.
   */
  async execute({
    tenantId,
    action,
    by,
  }: CodeSettingsArgs & {
    readonly action: CodeSettingsAction
    readonly by: string
  }): Promise<CodeSettings> {
    const { unitOfWork, clock, known } = this.ports
    const changed = await unitOfWork.run(tenantId, async (repositories) => {
      const settings = await load(repositories, tenantId)
      const next = changeCodeSettings(settings, action, { at: clock.now(), by })
      await repositories.codeSettings.save(next)
      await repositories.outbox.add(next.recordedEvents)
      return next
    })
    known.evict(tenantId)
    return changed
  }
}

async function load(
  { tenants, codeSettings }: Repositories,
  tenantId: TenantId,
): Promise<CodeSettings> {
  if (!(await tenants.find(tenantId))) throw new NotFound(`There is no workspace ${tenantId}.`)
  return (await codeSettings.find()) ?? CodeSettings.initial(tenantId)
}
