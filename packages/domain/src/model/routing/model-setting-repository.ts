import type { ModelType } from '../catalogue/model-type.js'
import type { ModelRef } from '../model-ref.js'
import type { ModelKey, ModelSetting } from './model-setting.js'

/** What one workspace decided about models. */
export interface ModelSettingRepository {
  find(model: ModelKey): Promise<ModelSetting | undefined>
  /** By type, provider and name. */
  list(): Promise<readonly ModelSetting[]>
  /** Inserts or replaces. */
  save(setting: ModelSetting): Promise<void>
  /** Forgets what was decided. Forgetting twice changes nothing. */
  remove(model: ModelKey): Promise<void>
}

/** The model of each type that is used where nobody chose one. */
export interface DefaultModelRepository {
  find(type: ModelType): Promise<ModelRef | undefined>
  list(): Promise<ReadonlyMap<ModelType, ModelRef>>
  /** Inserts or replaces; `undefined` takes the default away. */
  save(type: ModelType, model: ModelRef | undefined): Promise<void>
}
