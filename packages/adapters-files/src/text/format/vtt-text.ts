import { decodeText } from '../decode-text.js'

type Cue = { readonly speaker: string; readonly text: string }

const VOICE = /^<v(?:\.[^\s>]*)?\s+([^>]*)>/
const TAG = /<[^<>]*>/g

/** `speaker "what is said"`, one line per turn: consecutive cues of one speaker are one. */
export function readVtt(bytes: Uint8Array): string {
  const turns: Cue[] = []
  for (const cue of readCues(decodeText(bytes))) {
    const last = turns.at(-1)
    if (last && last.speaker !== '' && last.speaker === cue.speaker)
      turns[turns.length - 1] = { ...last, text: `${last.text} ${cue.text}` }
    else turns.push(cue)
  }
  return turns.map(({ speaker, text }) => `${speaker} "${text}"`.trim()).join('\n')
}

/** A cue is what follows a line of times, up to the next blank line. */
function readCues(text: string): readonly Cue[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.split('\n')
      const times = lines.findIndex((line) => line.includes('-->'))
      return times < 0 ? [] : [toCue(lines.slice(times + 1).join('\n'))]
    })
    .filter((cue) => cue.text !== '')
}

function toCue(payload: string): Cue {
  const speaker = VOICE.exec(payload.trim())?.[1]?.trim() ?? ''
  return { speaker, text: payload.replace(TAG, '').trim() }
}
