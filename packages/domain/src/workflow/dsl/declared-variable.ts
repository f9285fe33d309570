import type { InitialVariable } from '../node/node-kind.js'

/** An environment or conversation variable as a workflow declares it, with the value it starts with. */
export type DeclaredVariable = InitialVariable & {
  /** The author's id: any text. */
  readonly id: string
  readonly name: string
  readonly description: string
}
