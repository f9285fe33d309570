import type { JsonValue } from '@weft/domain/kernel'
import type { ColumnType } from 'kysely'

/** A `json` column: read as parsed data of any shape, written as text made by `toStoredJson`. */
export type JsonColumn = ColumnType<JsonValue, string, string>
