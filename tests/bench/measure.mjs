/** Microseconds of each of so many repetitions, after a warm-up. */
export async function measure(action, repetitions) {
  for (let i = 0; i < Math.min(repetitions, 200); i++) await action()
  const microseconds = []
  for (let i = 0; i < repetitions; i++) {
    const began = performance.now()
    await action()
    microseconds.push((performance.now() - began) * 1000)
  }
  return microseconds
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
