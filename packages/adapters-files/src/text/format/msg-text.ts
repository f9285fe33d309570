import msgreader from '@kenjiuno/msgreader'
import { decodeText } from '../decode-text.js'
import { ExtractionProblem } from '../extraction-problem.js'
import { htmlText } from '../html-text.js'
import { seenLines } from './seen-lines.js'

/** The text of a mail as Outlook keeps it, else what a reader sees of its HTML. */
export function readMsg(bytes: Uint8Array): string {
  const mail = new msgreader.default(bytes.slice().buffer).getFileData()
  if (mail.error !== undefined) throw new ExtractionProblem(mail.error)
  if (mail.body?.trim()) return seenLines(mail.body)
  return htmlText(mail.bodyHtml ?? (mail.html ? decodeText(mail.html) : ''))
}
