/** SHA-1 (RFC 3174), for names only: UUIDv5 is defined by it. Not for anything that has to be safe. */
export function sha1(message: readonly number[]): number[] {
  const words = padded(message)
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  for (let block = 0; block < words.length; block += 16)
    state = addBlock(state, words.slice(block, block + 16))
  return state.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
}

function padded(message: readonly number[]): number[] {
  const blocks = Math.ceil((message.length + 9) / 64)
  const words = new Array<number>(blocks * 16).fill(0)
  const put = (byte: number, at: number) => {
    words[at >> 2] = word(words, at >> 2) | (byte << (24 - (at % 4) * 8))
  }
  message.forEach(put)
  put(0x80, message.length)
  words[words.length - 1] = message.length * 8
  return words
}

function addBlock(state: readonly number[], block: readonly number[]): number[] {
  const schedule = [...block]
  for (let t = 16; t < 80; t++)
    schedule.push(
      rotate(
        word(schedule, t - 3) ^
          word(schedule, t - 8) ^
          word(schedule, t - 14) ^
          word(schedule, t - 16),
        1,
      ),
    )
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  schedule.forEach((scheduled, t) => {
    const [mixed, constant] = mix(t, b, c, d)
    const next = (rotate(a, 5) + mixed + e + constant + scheduled) | 0
    ;[a, b, c, d, e] = [next, a, rotate(b, 30), c, d]
  })
  return [a, b, c, d, e].map((value, i) => (value + word(state, i)) | 0)
}

function mix(t: number, b: number, c: number, d: number): readonly [number, number] {
  if (t < 20) return [(b & c) | (~b & d), 0x5a827999]
  if (t < 40) return [b ^ c ^ d, 0x6ed9eba1]
  if (t < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
  return [b ^ c ^ d, 0xca62c1d6]
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function word(words: readonly number[], index: number): number {
  return words[index] ?? 0
}
