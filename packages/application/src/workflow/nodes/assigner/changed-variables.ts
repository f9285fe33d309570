import {
  VariablePool,
  type Segment,
  type Selector,
  type VariableReader,
  type VariableUpdate,
} from '@weft/domain/workflow'

/** Variables as they are after some changes that nobody else sees yet. */
export class ChangedVariables implements VariableReader {
  private readonly changes = VariablePool.empty()
  private readonly targets = new Map<string, Selector>()

  constructor(private readonly unchanged: VariableReader) {}

  get(selector: Selector): Segment | undefined {
    const isChanged = this.targets.has(keyOf(selector))
    return isChanged ? this.changes.get(selector) : this.unchanged.get(selector)
  }

  /** @param target node id and name. */
  set(target: Selector, segment: Segment): void {
    this.targets.set(keyOf(target), target)
    this.changes.set(target, segment)
  }

  /** One update per changed variable with its last value, in the order of their first change. */
  updates(): readonly VariableUpdate[] {
    return [...this.targets.values()].flatMap((selector) => {
      const segment = this.changes.get(selector)
      return segment ? [{ selector, segment }] : []
    })
  }
}

function keyOf(selector: Selector): string {
  return JSON.stringify(selector.slice(0, 2))
}
