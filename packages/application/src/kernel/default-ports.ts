import { formatUuidV7, type Clock, type IdGenerator } from '@weft/domain/kernel'

/** The machine's time. */
export const machineClock: Clock = { now: () => new Date() }

/** UUIDv7 from the machine's time and its source of randomness. */
export const randomIds: IdGenerator = {
  next: () => formatUuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))),
}
