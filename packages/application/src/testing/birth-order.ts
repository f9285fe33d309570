type Born = {
  readonly id: string
  readonly createdAt: Date
}

/** Sorts by time of creation; ids, which sort by time of birth too, decide between equals. */
export function oldestFirst(a: Born, b: Born): number {
  const difference = a.createdAt.getTime() - b.createdAt.getTime()
  return difference === 0 ? compareText(a.id, b.id) : difference
}

export function newestFirst(a: Born, b: Born): number {
  return oldestFirst(b, a)
}

/** Order of code units, the same everywhere. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
