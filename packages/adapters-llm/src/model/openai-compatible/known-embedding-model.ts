/** Lengths of the vectors of models that need no first call to find out. */
const NATIVE_DIMENSIONS: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
}

/** Length of the model's vectors; absent when it is not known beforehand. */
export function nativeDimensions(name: string): number | undefined {
  return Object.hasOwn(NATIVE_DIMENSIONS, name) ? NATIVE_DIMENSIONS[name] : undefined
}

/** Whether the model can be asked for shorter vectors; others refuse the parameter. */
export function takesDimensions(name: string): boolean {
  return name.startsWith('text-embedding-3')
}
