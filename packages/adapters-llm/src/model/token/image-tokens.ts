import type { MediaPart } from '@weft/domain/model'
import { measureImage, type ImageSize } from './measure-image.js'
import { plainModelName } from './token-encoding.js'

type Detail = 'low' | 'high'
type ImageRule = (size: ImageSize, detail: Detail) => number

/** Where neither the bytes nor anything else tell how large an image is. */
const ASSUMED_SIZE: ImageSize = { width: 1024, height: 1024 }
const TILE = 512
const PATCH = 32
const MOST_PATCHES = 1_536

/**
 * By the maker's name of the model, as its maker publishes it; the first that fits counts. OpenAI: Images and vision,
 * calculating costs. Anthropic: Vision, evaluate image size. Google: Image understanding, token calculation. All others are taken for
 * gpt-4o.
 */
const RULES: readonly (readonly [RegExp, ImageRule])[] = [
  [/^claude/, byArea],
  [/^gemini|^gemma/, byCrops],
  [/^gpt-4o-mini/, byTiles(2_833, 5_667)],
  [/^(?:gpt-4\.1|gpt-5)-mini/, byPatches(1.62)],
  [/^(?:gpt-4\.1|gpt-5)-nano/, byPatches(2.46)],
  [/^o4-mini/, byPatches(1.72)],
  [/^gpt-5/, byTiles(70, 140)],
  [/^o[13](?:-|$)/, byTiles(75, 150)],
  [/^computer-use/, byTiles(65, 129)],
]
const GPT_4O = byTiles(85, 170)

/** Tokens an image takes in a prompt of that model. */
export async function imageTokens(image: MediaPart, modelName: string): Promise<number> {
  const name = plainModelName(modelName)
  const rule = RULES.find(([names]) => names.test(name))?.[1] ?? GPT_4O
  return Math.max(1, rule((await measureImage(image)) ?? ASSUMED_SIZE, image.detail ?? 'low'))
}

/** A base, and in high detail as much again for each tile of 512 pixels after fitting into 2048 × 2048 and 768 on the short side. */
function byTiles(base: number, perTile: number): ImageRule {
  return (size, detail) => {
    if (detail === 'low') return base
    const fitted = shrunk(size, 2_048 / Math.max(size.width, size.height))
    const { width, height } = shrunk(fitted, 768 / Math.min(fitted.width, fitted.height))
    return base + perTile * Math.ceil(width / TILE) * Math.ceil(height / TILE)
  }
}

/** One for each patch of 32 pixels, of which there are no more than 1,536, times what the model makes of them. */
function byPatches(factor: number): ImageRule {
  return ({ width, height }) => {
    const patches = Math.ceil(width / PATCH) * Math.ceil(height / PATCH)
    if (patches <= MOST_PATCHES) return Math.ceil(patches * factor)
    const scale = Math.sqrt((PATCH * PATCH * MOST_PATCHES) / (width * height))
    const [across, down] = [(width * scale) / PATCH, (height * scale) / PATCH]
    const fit = Math.min(Math.floor(across) / across, Math.floor(down) / down)
    // Either side is a whole number of patches now, but for what floating point leaves.
    const covered = Math.ceil(rounded(across * fit)) * Math.ceil(rounded(down * fit))
    return Math.ceil(Math.min(covered, MOST_PATCHES) * factor)
  }
}

/** One for 750 pixels, after fitting the long side into 1568 and the whole into 1,600 tokens. */
function byArea(size: ImageSize): number {
  const { width, height } = shrunk(size, 1_568 / Math.max(size.width, size.height))
  return Math.min(1_600, Math.ceil((width * height) / 750))
}

/** 258 for a small image, else for each crop whose side is two thirds of the short side, from 256 to 768 pixels. */
function byCrops({ width, height }: ImageSize): number {
  if (width <= 384 && height <= 384) return 258
  const crop = Math.min(768, Math.max(256, Math.floor(Math.min(width, height) / 1.5)))
  return 258 * Math.ceil(width / crop) * Math.ceil(height / crop)
}

function shrunk({ width, height }: ImageSize, scale: number): ImageSize {
  const factor = Math.min(1, scale)
  return { width: rounded(width * factor), height: rounded(height * factor) }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
