import {
  MODEL_TYPES,
  type DefaultModelRepository,
  type ModelKey,
  type ModelRef,
  type ModelSetting,
  type ModelSettingRepository,
  type ModelType,
} from '@weft/domain/model'
import { storedWord } from '../kernel/stored-fields.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type { TenantSession } from '../kernel/tenant-session.js'
import { toModelColumns } from './model-mapper.js'
import { toModelSetting, toSettingDocument } from './model-setting-mapper.js'

export class PostgresModelSettingRepository implements ModelSettingRepository {
  constructor(private readonly session: TenantSession) {}

  async find(model: ModelKey): Promise<ModelSetting | undefined> {
    const columns = toModelColumns(model)
    const row = await this.session.db
      .selectFrom('model_settings')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('model_type', '=', columns.model_type)
      .where('provider', '=', columns.provider)
      .where('model_name', '=', columns.model_name)
      .executeTakeFirst()
    return row && toModelSetting(row)
  }

  async list(): Promise<readonly ModelSetting[]> {
    const rows = await this.session.db
      .selectFrom('model_settings')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .orderBy('model_type')
      .orderBy('provider')
      .orderBy('model_name')
      .execute()
    return rows.map(toModelSetting)
  }

  async save(setting: ModelSetting): Promise<void> {
    const document = toSettingDocument(setting)
    await this.session.db
      .insertInto('model_settings')
      .values({ tenant_id: this.session.tenantId, ...toModelColumns(setting.model), document })
      .onConflict((on) =>
        on.columns(['tenant_id', 'model_type', 'provider', 'model_name']).doUpdateSet({ document }),
      )
      .execute()
  }

  async remove(model: ModelKey): Promise<void> {
    const columns = toModelColumns(model)
    await this.session.db
      .deleteFrom('model_settings')
      .where('tenant_id', '=', this.session.tenantId)
      .where('model_type', '=', columns.model_type)
      .where('provider', '=', columns.provider)
      .where('model_name', '=', columns.model_name)
      .execute()
  }
}

export class PostgresDefaultModelRepository implements DefaultModelRepository {
  constructor(private readonly session: TenantSession) {}

  async find(type: ModelType): Promise<ModelRef | undefined> {
    return (await this.list()).get(type)
  }

  async list(): Promise<ReadonlyMap<ModelType, ModelRef>> {
    const rows = await this.session.db
      .selectFrom('default_models')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .execute()
    return new Map(
      rows.map((row) => [
        storedWord(row.model_type, MODEL_TYPES, 'default_models.model_type'),
        { provider: fromStoredText(row.provider), name: fromStoredText(row.model_name) },
      ]),
    )
  }

  async save(type: ModelType, model: ModelRef | undefined): Promise<void> {
    if (model === undefined) await this.remove(type)
    else await this.put(type, model)
  }

  private async put(type: ModelType, { provider, name }: ModelRef): Promise<void> {
    const model = { provider: toStoredText(provider), model_name: toStoredText(name) }
    await this.session.db
      .insertInto('default_models')
      .values({ tenant_id: this.session.tenantId, model_type: type, ...model })
      .onConflict((on) => on.columns(['tenant_id', 'model_type']).doUpdateSet(model))
      .execute()
  }

  private async remove(type: ModelType): Promise<void> {
    await this.session.db
      .deleteFrom('default_models')
      .where('tenant_id', '=', this.session.tenantId)
      .where('model_type', '=', type)
      .execute()
  }
}
