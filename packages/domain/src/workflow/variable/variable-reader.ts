import type { Segment } from '../value/segment.js'
import type { Selector } from './selector.js'

/** What a node sees of the variable pool. */
export interface VariableReader {
  /**
   * The variable at the selector. Further parts descend into maps key by key, or name an attribute of a file;
   * lists have no index. Nothing when any part is missing; a key that is present with null is a `none`.
   */
  get(selector: Selector): Segment | undefined
}

/** A variable that gets a new value while a run goes on. */
export type VariableUpdate = {
  /** Exactly two parts. */
  readonly selector: Selector
  readonly segment: Segment
}
