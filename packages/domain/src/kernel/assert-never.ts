/** Closes a `switch` over a union: a new variant fails to compile, an impossible value fails loudly. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected variant: ${JSON.stringify(value)}`)
}
