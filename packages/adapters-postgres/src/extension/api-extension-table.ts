export type ApiExtensionTable = {
  tenant_id: string
  id: string
  name: string
  endpoint: string
  sealed_key: string
  created_at: Date
  updated_at: Date
  version: number
}
