import { TenantId } from '@weft/domain/kernel'
import {
  CredentialUnreadable,
  type CredentialCipher,
  type CredentialDirectory,
  type ModelCredential,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

export type ResealReport = {
  /** How many were sealed again. */
  readonly resealed: number
  /** How many were under the current key already. */
  readonly current: number
  /** Those no key at hand opens, left as they are. */
  readonly unreadable: readonly ModelCredential[]
}

/** Seals every credential of every workspace under the cipher's current key, so that older keys can go. */
export class ResealCredentials {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly directory: CredentialDirectory
      readonly cipher: CredentialCipher
    },
  ) {}

  /** @throws Conflict when somebody changes a credential at the same time: do it once more. */
  async execute(): Promise<ResealReport> {
    let report: ResealReport = { resealed: 0, current: 0, unreadable: [] }
    for (const workspace of await this.ports.directory.listWorkspaces())
      report = add(report, await this.resealWorkspace(TenantId.parse(workspace)))
    return report
  }

  private resealWorkspace(tenantId: TenantId): Promise<ResealReport> {
    const { unitOfWork, cipher } = this.ports
    return unitOfWork.run(tenantId, async ({ modelCredentials }) => {
      const all = await modelCredentials.list()
      const outdated = all.filter(({ properties }) => !cipher.isCurrent(properties.sealed))
      const resealed = outdated.map((credential) => this.reseal(credential))
      for (const credential of resealed) if (credential) await modelCredentials.save(credential)
      const unreadable = outdated.filter((_, index) => resealed[index] === undefined)
      return {
        resealed: outdated.length - unreadable.length,
        current: all.length - outdated.length,
        unreadable,
      }
    })
  }

  private reseal(credential: ModelCredential): ModelCredential | undefined {
    const { cipher } = this.ports
    const { tenantId, sealed } = credential.properties
    try {
      return credential.resealed(cipher.seal(tenantId, cipher.open(tenantId, sealed)))
    } catch (error) {
      if (error instanceof CredentialUnreadable) return undefined
      throw error
    }
  }
}

function add(one: ResealReport, other: ResealReport): ResealReport {
  return {
    resealed: one.resealed + other.resealed,
    current: one.current + other.current,
    unreadable: [...one.unreadable, ...other.unreadable],
  }
}
