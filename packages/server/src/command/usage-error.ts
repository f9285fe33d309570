import { ValidationError } from '@weft/domain/kernel'

/** The command line was used wrongly: exit code 2. The message says how to use it. */
export class UsageError extends ValidationError {
  override readonly code = 'command.usage'
}
