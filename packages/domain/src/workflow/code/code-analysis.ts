/** What reading code without running it can find. */
export type CodeRule = 'syntax' | 'blocked-import' | 'blocked-call' | 'introspection'

/** One place in the code that a policy has something against. Advice: isolation never depends on it. */
export type CodeViolation = {
  readonly rule: CodeRule
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** How grave it is, from 1 to 10. */
  readonly severity: number
  readonly message: string
}

export type CodeAnalysis = {
  /** In the order of the code. */
  readonly violations: readonly CodeViolation[]
  /** The gravest severity; 0 when there is none. */
  readonly severity: number
}

/** What code of a workspace should not do, each with its severity from 1 to 10. */
export type CodePolicy = {
  /** Modules, with everything below them: `subprocess`, `urllib.request`. */
  readonly imports: { readonly [module: string]: number }
  /** Called names: `eval`, `os.system`, `Function`. */
  readonly calls: { readonly [name: string]: number }
  /** Attributes that lead from a value to the interpreter: `__subclasses__`, `constructor.constructor`. */
  readonly attributes: { readonly [name: string]: number }
  /** Code with a violation of this severity or more is not run; absent to run everything. */
  readonly refuseFrom?: number
}
