import type { MediaPart } from '@weft/domain/model'

/** In pixels. */
export type ImageSize = { readonly width: number; readonly height: number }

/** The size stands near the beginning; what comes before it, like a preview in a photograph, is seldom larger. */
const BASE64_LOOKED_AT = 400_000
/** No provider takes more, and a file can say of itself what it likes. */
const LONGEST_SIDE = 8_192

/** How large an attached image is, from its first bytes; nothing where they do not tell, or only its address is known. */
export async function measureImage({ source }: MediaPart): Promise<ImageSize | undefined> {
  if (source.type === 'url') return undefined
  const { imageSize } = await import('image-size')
  const bytes = Buffer.from(source.data.slice(0, BASE64_LOOKED_AT), 'base64')
  try {
    const { width, height } = imageSize(bytes)
    if (!(width > 0 && height > 0)) return undefined
    return { width: Math.min(width, LONGEST_SIDE), height: Math.min(height, LONGEST_SIDE) }
  } catch {
    // Whatever it is, it is for the provider to refuse.
    return undefined
  }
}
