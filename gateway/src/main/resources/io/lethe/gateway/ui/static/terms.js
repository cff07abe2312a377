import { h } from './dom.js';

/** The metrics in the order of the paper: what is printed above a column, and what it means. */
export const METRICS = {
  ua: 'Unlearning accuracy, percent: share of the forget set that the model gets wrong.',
  ra: 'Retain accuracy, percent: share of the retained records that the model gets right.',
  ta: 'Test accuracy, percent: share of the test records that the model gets right.',
  mia: 'Membership inference, percent: share of the forget set that an attack on the confidence calls non-member.',
};

const MORE = {
  Retrain: 'A model trained from fresh weights without the forget set: the aim, so no number is good by being high.',
  gap: 'Distance from Retrain, percentage points.',
  'Avg. Gap': 'Mean of the gaps of the metrics, percentage points: the smaller, the closer to Retrain.',
  RTE: 'Run-time efficiency: seconds of work of mask and method; no loading, evaluation, publishing or waiting.',
  'bit exact': 'No stage was resumed under other arithmetic (threads, instruction set, engine, device).',
};

/** Names of the metrics that a result has, the paper's first. */
export function metricNames(metrics) {
  const found = Object.keys(metrics ?? {});
  const known = Object.keys(METRICS).filter((name) => found.includes(name));
  return [...known, ...found.filter((name) => !known.includes(name)).sort()];
}

/** The definitions, folded: also there for those who cannot hover. */
export function definitions() {
  const entries = [...Object.entries(METRICS).map(([name, text]) => [name.toUpperCase(), text]), ...Object.entries(MORE)];
  return h(
    'details',
    { class: 'terms' },
    h('summary', {}, 'What the numbers mean'),
    h('dl', {}, entries.map(([name, text]) => [h('dt', {}, name), h('dd', {}, text)])),
  );
}
