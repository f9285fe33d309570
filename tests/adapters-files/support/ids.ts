import { formatUuidV7, TenantId, type IdGenerator } from '@weft/domain/kernel'

/** Ids in a row, the same in every test run. */
export function countingIds(): IdGenerator {
  let count = 0
  return {
    next() {
      count += 1
      const random = new Uint8Array(10)
      random[9] = count % 256
      random[8] = Math.floor(count / 256)
      return formatUuidV7(0, random)
    },
  }
}

export const tenantA = TenantId.parse('00000000-0000-7000-8000-00000000000a')
export const tenantB = TenantId.parse('00000000-0000-7000-8000-00000000000b')
