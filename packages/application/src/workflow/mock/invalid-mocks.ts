import { ValidationError } from '@weft/domain/kernel'

/** A description of mocks cannot be read or used. Names the entry. */
export class InvalidMocks extends ValidationError {
  override readonly code = 'workflow.invalid_mocks'

  constructor(
    /** Key of the mock: a node id or `*type*`. Empty for the whole description. */
    readonly entry: string,
    problem: string,
  ) {
    super(entry === '' ? `The mocks ${problem}.` : `The mock ${JSON.stringify(entry)} ${problem}.`)
  }
}
