const HEADER_BYTES = 8
const MEMORY_SECTION = 5
const PAGE_BYTES = 65_536

/**
 * The same WebAssembly module with a memory that cannot grow beyond `maxBytes`: a module that makes its own memory
 * grows it without asking, so the limit is written into the module.
 *
 * @throws TypeError when the module has no memory section of its own.
 */
export function limitWasmMemory(module: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  const section = findSection(module, MEMORY_SECTION)
  const count = readNumber(module, section.start)
  const flags = module[count.end] ?? 0
  if (count.value !== 1 || flags > 1) throw new TypeError('The module has no simple memory.')
  const minimum = readNumber(module, count.end + 1)
  const limits = [1, 1, ...writeNumber(minimum.value), ...writeNumber(maxBytes / PAGE_BYTES)]
  const replaced = [MEMORY_SECTION, ...writeNumber(limits.length), ...limits]
  const before = module.subarray(0, section.header)
  const after = module.subarray(section.end)
  const limited = new Uint8Array(before.length + replaced.length + after.length)
  limited.set(before, 0)
  limited.set(replaced, before.length)
  limited.set(after, before.length + replaced.length)
  return limited
}

type Section = { readonly header: number; readonly start: number; readonly end: number }

function findSection(module: Uint8Array, id: number): Section {
  let header = HEADER_BYTES
  while (header < module.length) {
    const size = readNumber(module, header + 1)
    const end = size.end + size.value
    if (module[header] === id) return { header, start: size.end, end }
    header = end
  }
  throw new TypeError('The module has no memory section.')
}

/** A number as WebAssembly writes it: seven bits to a byte, lowest first. */
function readNumber(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0
  for (let index = start, shift = 0; index < bytes.length; index += 1, shift += 7) {
    const byte = bytes[index] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return { value, end: index + 1 }
  }
  throw new TypeError('The module ends within a number.')
}

function writeNumber(value: number): number[] {
  const rest = Math.floor(value)
  return rest < 0x80 ? [rest] : [(rest & 0x7f) | 0x80, ...writeNumber(rest / 0x80)]
}
