import type { JsonObject } from '@weft/domain/kernel'
import type { ImportCheck, RunCheck } from './expectation/check.js'
import type { TestRoute } from './test-server.js'
import type { TrialFile } from './trial-file.js'

/** A document, what is done with it, and what that must give. */
export type TrialCase = ImportTrial | RunTrial

type Identity = {
  /** File name of the document, beside the file of cases. */
  readonly fixture: string
  readonly name: string
  /** The case as it is written. */
  readonly source: JsonObject
}

/** The document is imported, and nothing is run. */
export type ImportTrial = Identity & {
  readonly kind: 'import'
  readonly checks: readonly ImportCheck[]
}

export type RunTrial = Identity & {
  readonly kind: 'run'
  /** In place of the values the document declares, by name. */
  readonly environment: JsonObject
  readonly conversation: JsonObject
  readonly patches: readonly NodePatch[]
  /** As `parseMocks` reads them. */
  readonly mocks: JsonObject
  readonly files: readonly TrialFile[]
  readonly routes: readonly TestRoute[]
  /** Runs of one conversation, one after the other; at least one. */
  readonly turns: readonly TrialTurn[]
  /** What must be true of all turns together; the last one's end counts as theirs. */
  readonly checks: readonly RunCheck[]
}

export type TrialTurn = {
  readonly query: string
  readonly inputs: JsonObject
  /** Names of the case's files that go with the message. */
  readonly attachments: readonly string[]
  readonly checks: readonly RunCheck[]
}

/** A change to a node's data before the run. */
export type NodePatch = {
  readonly nodeId: string
  /** New values; null removes the key. */
  readonly set: JsonObject
  /** Items added to those of an assigner. */
  readonly appendedItems: readonly JsonObject[]
}

/** How people refer to a case. */
export function titleOf({ fixture, name }: TrialCase): string {
  return `${fixture}: ${name}`
}
