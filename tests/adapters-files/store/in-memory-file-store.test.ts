import { InMemoryFileStore } from '@weft/adapters-files'
import { countingIds } from '../support/ids.js'
import { describeFileStore } from './file-store.contract.js'

describeFileStore('InMemoryFileStore', () => Promise.resolve(new InMemoryFileStore(countingIds())))
