import type { NodeKind } from '@weft/domain/workflow'
import type { TestServers } from './test-server.js'

/** What trials need of the outside. */
export interface TrialPorts {
  readonly documents: TrialDocuments
  readonly servers: TestServers
  readonly nodes: TrialNodes
}

export interface TrialDocuments {
  /** The text of a document beside the file of cases. Rejects with a message for people when there is none. */
  read(fixture: string): Promise<string>
}

/** The kinds of nodes that run where they are not mocked. */
export interface TrialNodes {
  /** @param addresses base addresses of the servers that nodes may reach although they are not public. */
  open(addresses: readonly string[]): Promise<OpenTrialNodes>
}

export interface OpenTrialNodes {
  readonly kinds: readonly NodeKind[]
  close(): Promise<void>
}
