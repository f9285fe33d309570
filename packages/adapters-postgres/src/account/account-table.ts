export type TenantTable = {
  id: string
  name: string
  status: string
  owner_id: string
  created_at: Date
  version: number
}

export type AccountTable = {
  tenant_id: string
  id: string
  name: string
  email: string
  created_at: Date
}

export type EndUserTable = {
  tenant_id: string
  id: string
  app_id: string
  type: string
  session_id: string
  created_at: Date
}
