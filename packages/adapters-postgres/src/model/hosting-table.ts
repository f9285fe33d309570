export type HostedQuotaTable = {
  tenant_id: string
  provider: string
  quota_type: string
  quota_limit: number | null
  quota_used: number
  last_taken: number
}

export type ProviderPreferenceTable = {
  tenant_id: string
  provider: string
  provider_type: string
}
