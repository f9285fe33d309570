import type { Message } from '@weft/domain/conversation'
import type { HistoryRound } from '@weft/domain/model'
import { isFileValue, type FileUpload } from '@weft/domain/workflow'
import { mediaParts } from '../workflow/index.js'

/**
 * Stored messages as a model remembers them, oldest first. Files are among it where the app takes any: a model sees
 * them again as closely as it did at first.
 */
export function historyRounds(
  newestFirst: readonly Message[],
  { enabled, imageDetail }: Pick<FileUpload, 'enabled' | 'imageDetail'>,
): readonly HistoryRound[] {
  return newestFirst
    .map(({ properties: { query, answer, files } }): HistoryRound => {
      const media = enabled ? mediaParts(files.filter(isFileValue), imageDetail) : []
      return { query, answer, ...(media.length > 0 && { media }) }
    })
    .reverse()
}
