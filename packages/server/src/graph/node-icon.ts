/** Strokes of an icon on a grid of 16 by 16. */
const ICONS = {
  play: 'M5 3.5v9l7.5-4.5z',
  flag: 'M4 14V2.5M4 3h8l-2 3 2 3H4',
  message: 'M2.5 3.5h11v7.5H8l-3 2.5V11H2.5z',
  spark: 'M8 2l1.6 4.4L14 8l-4.4 1.6L8 14l-1.6-4.4L2 8l4.4-1.6z',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  branch: 'M2.5 8H6l3-4h4.5M6 8l3 4h4.5',
  braces:
    'M6 2.5c-2 0-2 1-2 2.5S3.5 8 2.5 8C3.5 8 4 9.5 4 11s0 2.5 2 2.5M10 2.5c2 0 2 1 2 2.5s.5 3 1.5 3c-1 0-1.5 1.5-1.5 3s0 2.5-2 2.5',
  globe: 'M8 2a6 6 0 100 12A6 6 0 008 2zM2 8h12M8 2c2.5 3 2.5 9 0 12M8 2c-2.5 3-2.5 9 0 12',
  repeat: 'M3 7.5C3 5 5 4 7 4h6M11 2l2 2-2 2M13 8.5C13 11 11 12 9 12H3M5 14l-2-2 2-2',
  pencil: 'M3 13l.7-3L11 2.7 13.3 5 6 12.3z',
  merge: 'M2.5 4H6l3 4h4.5M2.5 12H6l3-4',
  book: 'M3 3h4.5L8 3.5 8.5 3H13v9.5H8.5L8 13l-.5-.5H3zM8 3.5V13',
  wrench: 'M10 2.5a3.5 3.5 0 00-3.3 4.8L2.5 11.5l2 2 4.2-4.2A3.5 3.5 0 0013.5 6L11 6.5 9.5 5z',
  list: 'M2.5 4h1M6 4h7.5M2.5 8h1M6 8h7.5M2.5 12h1M6 12h7.5',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  robot: 'M3.5 5.5h9v7h-9zM8 3v2.5M6 8.5v1M10 8.5v1',
  hand: 'M8 2a3 3 0 110 6 3 3 0 010-6zM2.5 14c.5-3 2.5-4.5 5.5-4.5s5 1.5 5.5 4.5',
  clock: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 5v3l2 1.5',
  box: 'M3 3h10v10H3z',
} as const

const BY_TYPE: Readonly<Record<string, keyof typeof ICONS>> = {
  start: 'play',
  'iteration-start': 'play',
  'loop-start': 'play',
  end: 'flag',
  'loop-end': 'flag',
  answer: 'message',
  llm: 'spark',
  code: 'code',
  'if-else': 'branch',
  'question-classifier': 'branch',
  'template-transform': 'braces',
  'http-request': 'globe',
  iteration: 'repeat',
  loop: 'repeat',
  assigner: 'pencil',
  'variable-assigner': 'merge',
  'variable-aggregator': 'merge',
  'knowledge-retrieval': 'book',
  tool: 'wrench',
  'parameter-extractor': 'list',
  'list-operator': 'list',
  'document-extractor': 'file',
  agent: 'robot',
  'human-input': 'hand',
}

/** The strokes that stand for a type of node. */
export function iconOf(type: string): string {
  const trigger = type.startsWith('trigger-') ? 'clock' : 'box'
  return ICONS[(Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined) ?? trigger]
}
