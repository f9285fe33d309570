/** What one run may use. */
export type SandboxLimits = {
  /** Wall time of one run, waiting in the queue not included. */
  readonly timeoutMs: number
  /** Memory of the interpreter with everything the code allocates and writes to its files. */
  readonly maxMemoryBytes: number
  /** Size of the returned value as JSON. */
  readonly maxOutputBytes: number
  /** Kept characters of stdout, and as many of stderr; the rest is dropped. */
  readonly maxConsoleCharacters: number
}

const MEBIBYTE = 1024 * 1024

export const DEFAULT_LIMITS: SandboxLimits = {
  timeoutMs: 30_000,
  maxMemoryBytes: 128 * MEBIBYTE,
  maxOutputBytes: 8 * MEBIBYTE,
  maxConsoleCharacters: 65_536,
}

/** An interpreter needs this much before it runs anything. */
const MIN_MEMORY_BYTES = 32 * MEBIBYTE
/** WebAssembly modules are built for no more than this. */
const MAX_MEMORY_BYTES = 512 * MEBIBYTE

/** @throws RangeError naming the limit that makes no sense. */
export function parseLimits(limits: SandboxLimits): SandboxLimits {
  requireWithin('timeoutMs', limits.timeoutMs, 1, 2 ** 31 - 1)
  requireWithin('maxMemoryBytes', limits.maxMemoryBytes, MIN_MEMORY_BYTES, MAX_MEMORY_BYTES)
  requireWithin('maxOutputBytes', limits.maxOutputBytes, 1, MAX_MEMORY_BYTES)
  requireWithin('maxConsoleCharacters', limits.maxConsoleCharacters, 0, MAX_MEMORY_BYTES)
  return limits
}

/** @throws RangeError when `value` is not a whole number between `min` and `max`. */
export function requireWithin(name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return
  throw new RangeError(
    `${name} must be a whole number between ${min} and ${max}, it is ${String(value)}.`,
  )
}
