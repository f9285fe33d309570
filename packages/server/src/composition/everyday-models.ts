/**
 * What each provider's models are taken from where nobody chose one, best first: able and quick models that cost little.
 * What is not offered is passed over, and what is not listed here comes from the catalogue.
 */
export const EVERYDAY_MODELS: Readonly<Record<string, readonly string[]>> = {
  openai: ['gpt-4o-mini', 'gpt-4.1-mini', 'gpt-5-mini'],
  anthropic: ['claude-haiku-4-5', 'claude-haiku-4-5-20251001', 'claude-sonnet-4-5-20250929'],
  google: ['gemini-2.5-flash', 'gemini-2.0-flash'],
  bedrock: ['amazon.nova-lite-v1:0'],
  mistral: ['mistral-small-latest'],
  deepseek: ['deepseek-chat'],
  cohere: ['command-r7b-12-2024', 'command-a-03-2025'],
  qwen: ['qwen-plus'],
  zhipuai: ['glm-4-flash'],
  siliconflow: ['Qwen/Qwen2.5-72B-Instruct'],
  moonshot: ['moonshot-v1-8k'],
  groq: ['llama-3.3-70b-versatile'],
  xai: ['grok-3-mini'],
  openrouter: ['openai/gpt-4o-mini'],
}
