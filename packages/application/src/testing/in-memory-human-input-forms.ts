import { Conflict, type AppId } from '@weft/domain/kernel'
import {
  HumanInputForm,
  type DueForm,
  type FormId,
  type HumanInputFormRepository,
  type HumanInputFormSchedule,
  type RunId,
} from '@weft/domain/workflow'
import { oldestFirst } from './birth-order.js'
import type { InMemorySession } from './in-memory-session.js'
import type { InMemoryStore } from './in-memory-store.js'

export class InMemoryHumanInputFormRepository implements HumanInputFormRepository {
  constructor(
    private readonly session: InMemorySession,
    private readonly store: InMemoryStore,
  ) {}

  async find(id: FormId): Promise<HumanInputForm | undefined> {
    return this.session.tables.humanInputForms.get(id)
  }

  async findByToken(appId: AppId, token: string): Promise<HumanInputForm | undefined> {
    const isWanted = ({ properties }: HumanInputForm) =>
      properties.appId === appId && properties.form.token === token
    return this.list(isWanted)[0]
  }

  async listByRun(runId: RunId): Promise<readonly HumanInputForm[]> {
    return this.list(({ properties }) => properties.runId === runId)
  }

  async listByTask(appId: AppId, taskId: string): Promise<readonly HumanInputForm[]> {
    return this.list(
      ({ properties }) =>
        properties.appId === appId && properties.taskId === taskId && !properties.isSettled,
    )
  }

  async save(form: HumanInputForm): Promise<void> {
    this.session.requireOwn(form.properties.tenantId)
    this.requireFreeToken(form)
    const next = HumanInputForm.restore({ ...form.properties, version: form.version + 1 })
    this.session.putVersion(this.session.tables.humanInputForms, next)
  }

  private requireFreeToken({ id, properties }: HumanInputForm): void {
    const { token } = properties.form
    const isTaken = allForms(this.store).some(
      (other) => other.id !== id && other.properties.form.token === token,
    )
    if (token !== undefined && isTaken) throw new Conflict(`The token of form ${id} is taken.`)
  }

  private list(isWanted: (form: HumanInputForm) => boolean): readonly HumanInputForm[] {
    return [...this.session.tables.humanInputForms.values()]
      .filter(isWanted)
      .sort((a, b) => oldestFirst(a.properties, b.properties))
  }
}

export class InMemoryHumanInputFormSchedule implements HumanInputFormSchedule {
  constructor(private readonly store: InMemoryStore) {}

  async listDue(at: Date, settledBefore: Date, limit: number): Promise<readonly DueForm[]> {
    return allForms(this.store)
      .map(({ properties }) => properties)
      .filter(({ status, form, isSettled, updatedAt }) =>
        status === 'waiting' ? form.expiresAt <= at : !isSettled && updatedAt < settledBefore,
      )
      .sort(oldestFirst)
      .slice(0, limit)
      .map(({ tenantId, id }) => ({ tenantId, formId: id }))
  }
}

function allForms(store: InMemoryStore): readonly HumanInputForm[] {
  return [...store.allTenants()].flatMap(([, { humanInputForms }]) => [...humanInputForms.values()])
}
