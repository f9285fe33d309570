export type { Repositories, UnitOfWork } from './unit-of-work.js'
