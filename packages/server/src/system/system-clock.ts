import type { Clock } from '@weft/domain/kernel'

export const systemClock: Clock = { now: () => new Date() }
