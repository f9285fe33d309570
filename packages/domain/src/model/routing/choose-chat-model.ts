import type { ModelDescription } from '../catalogue/model-description.js'

export type ChatModelChoice = {
  /** Models somebody named for this provider, best first. Nobody has to offer them to be taken. */
  readonly named: readonly string[]
  /** What the catalogue would rather take for everyday work, best first. */
  readonly everyday: readonly string[]
  /** What the catalogue knows of the provider. */
  readonly known: readonly ModelDescription[]
  /** What the provider offers right now; absent when it does not tell. */
  readonly offered: readonly string[] | undefined
  readonly isEnabled: (name: string) => boolean
}

/** Names of models that do something else than talk. */
const NO_CHAT =
  /embed|rerank|whisper|transcri|tts|speech|audio|realtime|moderation|guard|dall-?e|image|imagen|veo|sora|diffusion|ocr|search|\bbge\b|\be5\b|\bclip\b/i

/**
 * The model of a provider that answers where nobody said which one: a named one, else an everyday one, else the first
 * of the catalogue, else the first the provider offers that looks as if it could talk. What the provider is known not
 * to offer is never chosen. Nothing when there is no such model.
 */
export function chooseChatModel(choice: ChatModelChoice): string | undefined {
  const { named, everyday, known, offered, isEnabled } = choice
  const own = named.find(isEnabled)
  if (own !== undefined) return own
  const chats = known.filter(isChat).map(({ name }) => name)
  const ranked = [...everyday, ...chats].filter(isEnabled)
  if (offered === undefined || offered.length === 0)
    return ranked.find((name) => chats.length === 0 || chats.includes(name))
  const names = new Set(offered)
  const others = known.filter((model) => !isChat(model)).map(({ name }) => name)
  return (
    ranked.find((name) => names.has(name)) ??
    offered.find((name) => isEnabled(name) && !others.includes(name) && !NO_CHAT.test(name))
  )
}

function isChat({ type, isDeprecated, properties }: ModelDescription): boolean {
  return type === 'llm' && !isDeprecated && properties.mode !== 'completion'
}
