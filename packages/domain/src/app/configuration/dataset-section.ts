import type { Section } from './section.js'
import type { Settings } from './settings.js'

/** Which knowledge an app looks things up in, and how. */
export const datasetSection: Section = (settings, { mode }) => {
  const configs = settings.map('dataset_configs')
  const retrieval_model = configs.word('retrieval_model', ['single', 'multiple'], 'single')
  configs.word('reranking_mode', ['reranking_model', 'weighted_score'], 'reranking_model')
  configs.word('metadata_filtering_mode', ['disabled', 'automatic', 'manual'], 'disabled')
  const datasets = configs.map('datasets')
  const queryVariable = settings.text('dataset_query_variable', '')
  const attached = attachedDatasets(datasets)
  if (mode === 'completion' && queryVariable === '' && attached.length > 0)
    settings.refuse('dataset_query_variable', 'is required where knowledge is attached')
  return {
    dataset_configs: {
      ...configs.content,
      retrieval_model,
      datasets: {
        ...datasets.content,
        strategy: datasets.text('strategy', '') || 'router',
        datasets: datasets.list('datasets'),
      },
    },
    dataset_query_variable: queryVariable,
  }
}

/** Ids of the knowledge bases; those that are switched off do not count. */
function attachedDatasets(datasets: Settings): readonly string[] {
  const entries = datasets.maps('datasets').map((entry) => entry.requiredMap('dataset'))
  return entries.filter((entry) => entry.flag('enabled')).map((entry) => entry.requiredText('id'))
}
