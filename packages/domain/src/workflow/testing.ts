export { anyFileValue, anyJsonObject, anyJsonValue, anySegment } from './value/segment.arbitrary.js'
export { anySelector } from './variable/selector.arbitrary.js'
