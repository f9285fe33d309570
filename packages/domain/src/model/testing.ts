export {
  anyBasicPromptMaterial,
  anyHistoryRound,
  anyPromptText,
} from './basic-prompt/basic-prompt.arbitrary.js'
