/** Whether the model can be asked for shorter vectors; others refuse the parameter. */
export function takesDimensions(name: string): boolean {
  return /^(text-embedding-3|text-embedding-v[34]|embedding-3|qwen3-embedding)/i.test(name)
}
