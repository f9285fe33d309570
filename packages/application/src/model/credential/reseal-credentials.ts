import type { ApiExtension } from '@weft/domain/extension'
import { TenantId } from '@weft/domain/kernel'
import {
  CredentialUnreadable,
  type CredentialCipher,
  type CredentialDirectory,
  type ModelCredential,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

type Sealed = ModelCredential | ApiExtension

export type ResealReport = {
  /** How many were sealed again. */
  readonly resealed: number
  /** How many were under the current key already. */
  readonly current: number
  /** Those no key at hand opens, left as they are. */
  readonly unreadable: readonly Sealed[]
}

/** Seals every credential and every extension's key of every workspace under the cipher's current key, so that older keys can go. */
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
    return this.ports.unitOfWork.run(tenantId, async ({ modelCredentials, apiExtensions }) =>
      add(
        await this.resealEach(await modelCredentials.list(), {
          sealedOf: ({ properties }) => properties.sealed,
          reseal: (credential, sealed) => modelCredentials.save(credential.resealed(sealed)),
        }),
        await this.resealEach(await apiExtensions.list(), {
          sealedOf: ({ properties }) => properties.sealedKey,
          reseal: (extension, sealed) => apiExtensions.save(extension.resealed(sealed)),
        }),
      ),
    )
  }

  private async resealEach<Kept extends Sealed>(
    all: readonly Kept[],
    how: {
      readonly sealedOf: (kept: Kept) => string
      readonly reseal: (kept: Kept, sealed: string) => Promise<void>
    },
  ): Promise<ResealReport> {
    const outdated = all.filter((kept) => !this.ports.cipher.isCurrent(how.sealedOf(kept)))
    const unreadable: Kept[] = []
    for (const kept of outdated) {
      const sealed = this.sealAgain(kept.properties.tenantId, how.sealedOf(kept))
      if (sealed === undefined) unreadable.push(kept)
      else await how.reseal(kept, sealed)
    }
    return {
      resealed: outdated.length - unreadable.length,
      current: all.length - outdated.length,
      unreadable,
    }
  }

  private sealAgain(tenantId: TenantId, sealed: string): string | undefined {
    const { cipher } = this.ports
    try {
      return cipher.seal(tenantId, cipher.open(tenantId, sealed))
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
