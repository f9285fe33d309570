import { renderLog, type Segment, type Selector, type VariableReader } from '@weft/domain/workflow'

/** Variables as records may show them: a secret is a text of asterisks with its first and last characters at most. */
export class MaskedVariables implements VariableReader {
  constructor(private readonly variables: VariableReader) {}

  get(selector: Selector): Segment | undefined {
    const segment = this.variables.get(selector)
    return segment?.type === 'secret' ? { type: 'string', value: renderLog(segment) } : segment
  }
}
