import { inspect } from 'node:util'

/** Everything that can be printed of a value, its causes included. */
export function printed(value: unknown): string {
  const chain: unknown[] = []
  let link = value
  while (link instanceof Error && chain.length < 20) {
    chain.push(link.message, link.stack, JSON.stringify(link, Object.getOwnPropertyNames(link)))
    link = link.cause
  }
  return [
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(value),
    ...chain,
  ].join('\n')
}
