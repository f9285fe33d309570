import type { Section } from './section.js'
import type { Settings } from './settings.js'

const FILE_TYPES = ['image', 'document', 'audio', 'video', 'custom']
const METHODS = ['local_file', 'remote_url']
const MOST_IMAGES = 6

/** Which files users may attach: in the present shape, or in the older one, which knows images only. */
export const fileUploadSection: Section = (settings) => {
  const upload = settings.map('file_upload')
  const enabled = upload.flag('enabled')
  const image = upload.map('image')
  const isImageEnabled = image.flag('enabled')
  if (enabled) checkUpload(upload)
  if (isImageEnabled) checkImages(image)
  image.word('detail', ['high', 'low'], 'high')
  // In the older shape nothing but the pictures' switch says that files are taken.
  const isOldShape = isImageEnabled && !upload.has('enabled')
  return {
    file_upload: {
      ...upload.content,
      ...(!isOldShape && { enabled }),
      image: { ...image.content, enabled: isImageEnabled },
    },
  }
}

function checkUpload(upload: Settings): void {
  requireWords(upload, 'allowed_file_types', FILE_TYPES)
  requireWords(upload, 'allowed_file_upload_methods', METHODS)
  upload.texts('allowed_file_extensions')
  if (upload.has('number_limits')) requireCount(upload, 'number_limits', Infinity)
}

function checkImages(image: Settings): void {
  if (image.has('number_limits')) requireCount(image, 'number_limits', MOST_IMAGES)
  requireWords(image, 'transfer_methods', METHODS)
}

function requireWords(settings: Settings, key: string, words: readonly string[]): void {
  if (!settings.texts(key).every((text) => words.includes(text)))
    settings.refuse(key, `may list ${words.join(', ')}`)
}

function requireCount(settings: Settings, key: string, most: number): void {
  const count = settings.raw(key)
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= most) return
  settings.refuse(
    key,
    most === Infinity
      ? 'must be a whole number above 0'
      : `must be a whole number from 1 to ${most}`,
  )
}
