/** Makes texts nobody can guess. */
export interface TokenGenerator {
  /** 24 random letters and digits. */
  token(): string
}
