import { toUnitVector } from '../unit-vector.js'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
const WORD_WEIGHT = 1
/** Parts of words make `connect` and `connection` alike, without drowning whole words. */
const PART_WEIGHT = 0.4
const PART_LENGTH = 3

/**
 * Feature hashing: each word and each part of a word falls into one of the dimensions, with a sign, so that
 * collisions cancel out on average. The same text gives the same unit vector everywhere.
 */
export function hashEmbedding(text: string, dimensions: number): readonly number[] {
  const vector = Array.from({ length: dimensions }, () => 0)
  for (const [feature, weight] of featuresOf(text)) {
    const hash = fnv1a(feature)
    const index = (hash >>> 1) % dimensions
    // Repetition matters less and less.
    vector[index] = (vector[index] ?? 0) + (hash & 1 ? 1 : -1) * Math.sqrt(weight)
  }
  return toUnitVector(vector)
}

/** Weight of each feature, summed over the text. A text without words is its own only feature. */
function featuresOf(text: string): ReadonlyMap<string, number> {
  const features = new Map<string, number>()
  const add = (feature: string, weight: number): void => {
    features.set(feature, (features.get(feature) ?? 0) + weight)
  }
  for (const word of wordsOf(text)) {
    add(`w:${word}`, WORD_WEIGHT)
    for (const part of partsOf(word)) add(`p:${part}`, PART_WEIGHT)
  }
  if (features.size === 0) add(`t:${text}`, WORD_WEIGHT)
  return features
}

function wordsOf(text: string): readonly string[] {
  const normal = text.normalize('NFKC').toLowerCase()
  return [...segmenter.segment(normal)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
}

/** Three letters at a time with the word's borders; single letters of short words, which are whole syllables in Chinese. */
function partsOf(word: string): readonly string[] {
  const letters = Array.from(word)
  if (letters.length < PART_LENGTH) return letters
  const bordered = ['<', ...letters, '>']
  return bordered
    .slice(0, bordered.length - PART_LENGTH + 1)
    .map((_, start) => bordered.slice(start, start + PART_LENGTH).join(''))
}

/** FNV-1a over UTF-16 units, with a final mix: its low bits alone are too regular. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
