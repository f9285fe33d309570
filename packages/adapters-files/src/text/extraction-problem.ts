/** A document that breaks a limit or a rule of its format; the message is for people. */
export class ExtractionProblem extends Error {}

export function problemText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
