/** The vector scaled to length 1. A vector of zeros stays as it is. */
export function toUnitVector(vector: readonly number[]): readonly number[] {
  const length = Math.sqrt(vector.reduce((sum, component) => sum + component * component, 0))
  return length === 0 ? vector : vector.map((component) => component / length)
}
