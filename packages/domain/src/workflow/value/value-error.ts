import { ValidationError } from '../../kernel/index.js'

/** A value is not of the type it was declared to have. */
export class TypeMismatch extends ValidationError {
  override readonly code = 'workflow.type_mismatch'
}

/** The type has no value of the wanted kind. */
export class UnsupportedVariableType extends ValidationError {
  override readonly code = 'workflow.unsupported_variable_type'
}

/** A configured default output does not have its declared type. */
export class DefaultValueTypeError extends ValidationError {
  override readonly code = 'workflow.invalid_default_value'
}
