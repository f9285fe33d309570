import type { LanguageModelProfile } from '@weft/domain/model'

/** Offline models take whatever they are given. */
export const OFFLINE_PROFILE: LanguageModelProfile = {
  mode: 'chat',
  contextSize: 128_000,
  features: new Set([
    'tool-call',
    'multi-tool-call',
    'stream-tool-call',
    'agent-thought',
    'vision',
    'document',
    'video',
    'audio',
    'structured-output',
  ]),
}
