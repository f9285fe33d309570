export type TestReport = {
  readonly passed: number
  readonly failed: number
  readonly cases: readonly {
    readonly fixture: string
    readonly case: string
    readonly passed: boolean
    readonly mismatches: readonly { readonly expectation: string; readonly problem: string }[]
  }[]
}

/** What `weft test --json` printed. */
export function readReport(stdout: string): TestReport {
  return JSON.parse(stdout) as TestReport
}
