import { TOOLS, type ModelEntry } from '../model-entry.js'

const VISION = [...TOOLS, 'vision', 'structured-output'] as const
const DOCUMENTS = [...VISION, 'document'] as const
const CHAT = [
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'max_tokens',
  'seed',
  'response_format',
  'json_schema',
] as const
const REASONING = ['max_tokens', 'reasoning_effort', 'response_format', 'json_schema'] as const
const VOICES = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'nova',
  'onyx',
  'sage',
  'shimmer',
]
const SPEECH = {
  voices: VOICES.map((id) => ({ id, name: id, languages: [] })),
  defaultVoice: 'alloy',
  wordLimit: 3_500,
  audioType: 'mp3',
}
const HEARING = {
  fileUploadLimit: 25,
  supportedFileExtensions: ['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'wav', 'webm'],
}

export const OPENAI_PARAMETERS = CHAT

export const OPENAI_MODELS: readonly ModelEntry[] = [
  {
    name: 'gpt-5.2',
    features: DOCUMENTS,
    properties: { contextSize: 400_000, maxOutputTokens: 128_000 },
    price: ['1.75', '14'],
    parameters: [...REASONING, 'verbosity'],
  },
  {
    name: 'gpt-5.1',
    features: DOCUMENTS,
    properties: { contextSize: 400_000, maxOutputTokens: 128_000 },
    price: ['1.25', '10'],
    parameters: [...REASONING, 'verbosity'],
  },
  {
    name: 'gpt-5',
    features: DOCUMENTS,
    properties: { contextSize: 400_000, maxOutputTokens: 128_000 },
    price: ['1.25', '10'],
    parameters: [...REASONING, 'verbosity'],
  },
  {
    name: 'gpt-5-mini',
    features: DOCUMENTS,
    properties: { contextSize: 400_000, maxOutputTokens: 128_000 },
    price: ['0.25', '2'],
    parameters: [...REASONING, 'verbosity'],
  },
  {
    name: 'gpt-5-nano',
    features: DOCUMENTS,
    properties: { contextSize: 400_000, maxOutputTokens: 128_000 },
    price: ['0.05', '0.40'],
    parameters: [...REASONING, 'verbosity'],
  },
  {
    name: 'gpt-4.1',
    features: DOCUMENTS,
    properties: { contextSize: 1_047_576, maxOutputTokens: 32_768 },
    price: ['2', '8'],
  },
  {
    name: 'gpt-4.1-mini',
    features: DOCUMENTS,
    properties: { contextSize: 1_047_576, maxOutputTokens: 32_768 },
    price: ['0.40', '1.60'],
  },
  {
    name: 'gpt-4.1-nano',
    features: DOCUMENTS,
    properties: { contextSize: 1_047_576, maxOutputTokens: 32_768 },
    price: ['0.10', '0.40'],
  },
  {
    name: 'gpt-4o',
    features: DOCUMENTS,
    properties: { contextSize: 128_000, maxOutputTokens: 16_384 },
    price: ['2.50', '10'],
  },
  {
    name: 'gpt-4o-mini',
    features: DOCUMENTS,
    properties: { contextSize: 128_000, maxOutputTokens: 16_384 },
    price: ['0.15', '0.60'],
  },
  {
    name: 'o4-mini',
    features: DOCUMENTS,
    properties: { contextSize: 200_000, maxOutputTokens: 100_000 },
    price: ['1.10', '4.40'],
    parameters: REASONING,
  },
  {
    name: 'o3',
    features: DOCUMENTS,
    properties: { contextSize: 200_000, maxOutputTokens: 100_000 },
    price: ['2', '8'],
    parameters: REASONING,
  },
  {
    name: 'o3-mini',
    features: [...TOOLS, 'structured-output'],
    properties: { contextSize: 200_000, maxOutputTokens: 100_000 },
    price: ['1.10', '4.40'],
    parameters: REASONING,
  },
  {
    name: 'o1',
    features: VISION,
    properties: { contextSize: 200_000, maxOutputTokens: 100_000 },
    price: ['15', '60'],
    parameters: REASONING,
  },
  {
    name: 'gpt-4-turbo',
    features: [...TOOLS, 'vision'],
    properties: { contextSize: 128_000, maxOutputTokens: 4_096 },
    price: ['10', '30'],
  },
  {
    name: 'gpt-4',
    features: TOOLS,
    properties: { contextSize: 8_192, maxOutputTokens: 8_192 },
    price: ['30', '60'],
  },
  {
    name: 'gpt-3.5-turbo',
    features: TOOLS,
    properties: { contextSize: 16_385, maxOutputTokens: 4_096 },
    price: ['0.50', '1.50'],
  },
  {
    name: 'gpt-3.5-turbo-instruct',
    features: [],
    properties: { mode: 'completion', contextSize: 4_096, maxOutputTokens: 4_096 },
    price: ['1.50', '2'],
    parameters: ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'max_tokens'],
  },
  {
    name: 'text-embedding-3-small',
    type: 'text-embedding',
    properties: { contextSize: 8_191, dimensions: 1_536, maxChunks: 256 },
    price: ['0.02'],
  },
  {
    name: 'text-embedding-3-large',
    type: 'text-embedding',
    properties: { contextSize: 8_191, dimensions: 3_072, maxChunks: 256 },
    price: ['0.13'],
  },
  {
    name: 'text-embedding-ada-002',
    type: 'text-embedding',
    properties: { contextSize: 8_191, dimensions: 1_536, maxChunks: 256 },
    price: ['0.10'],
  },
  { name: 'omni-moderation-latest', type: 'moderation', properties: { maxChunks: 32 } },
  { name: 'text-moderation-stable', type: 'moderation', isDeprecated: true },
  { name: 'gpt-4o-transcribe', type: 'speech2text', properties: HEARING },
  { name: 'gpt-4o-mini-transcribe', type: 'speech2text', properties: HEARING },
  { name: 'whisper-1', type: 'speech2text', properties: HEARING },
  { name: 'gpt-4o-mini-tts', type: 'tts', properties: SPEECH },
  { name: 'tts-1', type: 'tts', properties: SPEECH },
  { name: 'tts-1-hd', type: 'tts', properties: SPEECH },
]
