/** Whole seconds since 1970, as every time on this wire. */
export function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

/** Seconds between two times, with fractions. */
export function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000
}
