import type { Agent } from 'undici'

export type AgentSettings = { readonly verifyTls: boolean; readonly connectTimeoutMs: number }

type Wish = { readonly [name in keyof AgentSettings]?: AgentSettings[name] | undefined }

/** Times to connect are rounded up to one of these, so that requests share connections and agents stay few. */
const CONNECT_STEPS_MS = [1, 2, 5, 10, 20, 30, 60, 120, 300].map((seconds) => seconds * 1000)

/** An agent per way of connecting, made when it is first needed. */
export class AgentTable {
  readonly #agents = new Map<string, Agent>()

  constructor(
    private readonly defaultConnectMs: number,
    private readonly open: (settings: AgentSettings) => Agent,
  ) {}

  find({ verifyTls = true, connectTimeoutMs: wished }: Wish): Agent {
    const connectTimeoutMs = this.connectTimeout(wished)
    const key = `${verifyTls}/${connectTimeoutMs}`
    const agent = this.#agents.get(key) ?? this.open({ verifyTls, connectTimeoutMs })
    this.#agents.set(key, agent)
    return agent
  }

  async close(): Promise<void> {
    const agents = [...this.#agents.values()]
    this.#agents.clear()
    await Promise.all(agents.map((agent) => agent.destroy()))
  }

  private connectTimeout(wished: number | undefined): number {
    if (wished === undefined || wished === this.defaultConnectMs) return this.defaultConnectMs
    return CONNECT_STEPS_MS.find((step) => wished <= step) ?? Math.max(...CONNECT_STEPS_MS)
  }
}
