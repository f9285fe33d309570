import { readlinkSync } from 'node:fs'
import { getPriority, platform, setPriority } from 'node:os'

/** So much lower than the priority it began with; each step is a tenth less of the processor. */
const STEPS = 10
const LOWEST = 19

/**
 * Lets every other thread go first: the calling thread runs when a processor is free, and gives way as soon as another
 * one wakes up. It cannot be taken back. Linux alone has priorities of threads; elsewhere nothing happens.
 */
export function yieldToOtherThreads(): void {
  if (platform() !== 'linux') return
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    setPriority(thread, Math.min(getPriority() + STEPS, LOWEST))
  } catch {
    // Where the system does not allow it, threads are as equal as they are everywhere else.
  }
}
