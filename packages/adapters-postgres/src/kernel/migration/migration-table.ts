export type MigrationTable = {
  name: string
  timestamp: string
}
