import { formatUuidV7, type Clock, type IdGenerator, type Pause } from '@weft/domain/kernel'
import { wait } from './wait.js'

const BYTES_PER_ID = 10
const IDS_PER_FILL = 400

/** The machine's time. */
export const machineClock: Clock = { now: () => new Date() }

/** Lets the machine's time pass. */
export const machinePause: Pause = (milliseconds, { signal }) => wait(milliseconds, signal)

/** UUIDv7 from the machine's time and its source of randomness, which is asked for many ids' worth at a time. */
export const randomIds: IdGenerator = {
  next() {
    if (used === pool.length) refill()
    used += BYTES_PER_ID
    return formatUuidV7(Date.now(), pool.subarray(used - BYTES_PER_ID, used))
  },
}

const pool = new Uint8Array(BYTES_PER_ID * IDS_PER_FILL)
let used = pool.length

function refill(): void {
  crypto.getRandomValues(pool)
  used = 0
}
