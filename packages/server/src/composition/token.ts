import type { ServiceIdentifier } from 'inversify'

/** A typed name for something the container holds: binding or asking for the wrong type does not compile. */
export const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`weft.${name}`)
