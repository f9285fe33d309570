import PostalMime from 'postal-mime'
import { htmlText } from '../html-text.js'
import { seenLines } from './seen-lines.js'

/** The text of a mail, else what a reader sees of its HTML. Attachments and addresses elsewhere are left alone. */
export async function readEml(bytes: Uint8Array): Promise<string> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 50 })
  return mail.text?.trim() ? seenLines(mail.text) : htmlText(mail.html ?? '')
}
