/** An endpoint with the OpenAI protocol whose address is public. */
export type KnownEndpoint = {
  readonly label: string
  /** Absent where everybody runs their own. */
  readonly baseUrl?: string
  /** Further names documents use. */
  readonly aliases: readonly string[]
  /** Whether it answers without a key. */
  readonly isOpen?: boolean
  /** Where keys are to be had. */
  readonly keysAt?: string
}

export const KNOWN_ENDPOINTS = {
  qwen: {
    label: 'Qwen (Tongyi)',
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    aliases: ['tongyi', 'dashscope', 'alibaba', 'bailian'],
    keysAt: 'https://bailian.console.aliyun.com/?apiKey=1',
  },
  ollama: {
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    aliases: [],
    isOpen: true,
  },
  zhipuai: {
    label: 'Zhipu AI (GLM)',
    baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
    aliases: ['zhipu', 'glm', 'chatglm', 'bigmodel'],
    keysAt: 'https://open.bigmodel.cn/usercenter/apikeys',
  },
  siliconflow: {
    label: 'SiliconFlow',
    baseUrl: 'https://api.siliconflow.cn/v1',
    aliases: ['siliconcloud'],
    keysAt: 'https://cloud.siliconflow.cn/account/ak',
  },
  moonshot: {
    label: 'Moonshot (Kimi)',
    baseUrl: 'https://api.moonshot.cn/v1',
    aliases: ['kimi', 'moonshotai'],
    keysAt: 'https://platform.moonshot.cn/console/api-keys',
  },
  minimax: {
    label: 'MiniMax',
    baseUrl: 'https://api.minimax.chat/v1',
    aliases: ['minimaxi'],
    keysAt: 'https://platform.minimaxi.com/user-center/basic-information/interface-key',
  },
  baichuan: {
    label: 'Baichuan',
    baseUrl: 'https://api.baichuan-ai.com/v1',
    aliases: [],
    keysAt: 'https://platform.baichuan-ai.com/console/apikey',
  },
  yi: {
    label: '01.AI (Yi)',
    baseUrl: 'https://api.lingyiwanwu.com/v1',
    aliases: ['lingyiwanwu', '01ai'],
    keysAt: 'https://platform.lingyiwanwu.com/apikeys',
  },
  stepfun: {
    label: 'StepFun',
    baseUrl: 'https://api.stepfun.com/v1',
    aliases: [],
    keysAt: 'https://platform.stepfun.com/interface-key',
  },
  hunyuan: {
    label: 'Tencent Hunyuan',
    baseUrl: 'https://api.hunyuan.cloud.tencent.com/v1',
    aliases: ['tencent'],
    keysAt: 'https://console.cloud.tencent.com/hunyuan/api-key',
  },
  wenxin: {
    label: 'Baidu Qianfan (Wenxin)',
    baseUrl: 'https://qianfan.baidubce.com/v2',
    aliases: ['qianfan', 'ernie', 'baidu'],
    keysAt: 'https://console.bce.baidu.com/iam/#/iam/apikey/list',
  },
  volcengine: {
    label: 'Volcengine (Doubao)',
    baseUrl: 'https://ark.cn-beijing.volces.com/api/v3',
    aliases: ['volcengine_maas', 'doubao', 'ark'],
    keysAt: 'https://console.volcengine.com/ark/region:ark+cn-beijing/apiKey',
  },
  spark: {
    label: 'iFlytek Spark',
    baseUrl: 'https://spark-api-open.xf-yun.com/v1',
    aliases: ['xunfei'],
    keysAt: 'https://console.xfyun.cn/services',
  },
  groq: {
    label: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    aliases: ['groqcloud'],
    keysAt: 'https://console.groq.com/keys',
  },
  openrouter: {
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    aliases: [],
    keysAt: 'https://openrouter.ai/settings/keys',
  },
  togetherai: {
    label: 'Together AI',
    baseUrl: 'https://api.together.xyz/v1',
    aliases: ['together'],
    keysAt: 'https://api.together.ai/settings/api-keys',
  },
  fireworks: {
    label: 'Fireworks AI',
    baseUrl: 'https://api.fireworks.ai/inference/v1',
    aliases: ['fireworksai'],
    keysAt: 'https://app.fireworks.ai/settings/users/api-keys',
  },
  xai: {
    label: 'xAI (Grok)',
    baseUrl: 'https://api.x.ai/v1',
    aliases: ['x', 'grok'],
    keysAt: 'https://console.x.ai',
  },
  perplexity: {
    label: 'Perplexity',
    baseUrl: 'https://api.perplexity.ai',
    aliases: [],
    keysAt: 'https://www.perplexity.ai/settings/api',
  },
  nvidia: {
    label: 'NVIDIA',
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    aliases: ['nvidia_nim'],
    keysAt: 'https://build.nvidia.com/settings/api-keys',
  },
  xinference: { label: 'Xinference', aliases: ['xorbits'], isOpen: true },
  localai: { label: 'LocalAI', aliases: [], isOpen: true },
  vllm: { label: 'vLLM', aliases: [], isOpen: true },
  lmstudio: { label: 'LM Studio', aliases: ['lm_studio'], isOpen: true },
} as const satisfies Record<string, KnownEndpoint>

export type EndpointKind = keyof typeof KNOWN_ENDPOINTS

/** True for the name of a known endpoint. */
export function isEndpointKind(kind: string): kind is EndpointKind {
  return Object.hasOwn(KNOWN_ENDPOINTS, kind)
}
