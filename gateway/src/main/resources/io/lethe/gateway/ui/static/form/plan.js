import { facts, h, section } from '../dom.js';
import { count, duration, size } from '../format.js';
import { table } from '../table.js';

/** What a request would do, before anything is started. */
export function preview(plan) {
  return section(
    'What would run',
    plan.cells === undefined ? single(plan) : comparison(plan),
    (plan.warnings ?? []).map((text) => h('p', { class: 'warning' }, `Warning: ${text}`)),
    h('p', {}, h('small', {}, 'Times, memory and disk are rough estimates.')),
  );
}

function single(plan) {
  return facts(
    ['Name', plan.name],
    ['Records to forget', count(plan.forget)],
    ['Records retained', count(plan.retain)],
    ['Test records', count(plan.test)],
    ['Training membership', plan.membership],
    ['Weights', count(plan.weights)],
    ['Optimizer steps', count(plan.steps)],
    ['Baseline', plan.baselineFound],
    ['Device', plan.device],
    ['Time', duration(plan.seconds)],
    plan.baselineSeconds !== undefined && ['Time of the baseline', duration(plan.baselineSeconds)],
    ['Memory', size(plan.memoryBytes)],
    ['Disk', size(plan.diskBytes)],
  );
}

function comparison(plan) {
  const view = table(
    [
      { key: 'set', title: 'Forget set', header: true, cell: (one) => String(plan.forget.indexOf(one) + 1) },
      { key: 'forget', title: 'Forget', numeric: true, cell: (one) => count(one.forget) },
      { key: 'retain', title: 'Retain', numeric: true, cell: (one) => count(one.retain) },
      { key: 'test', title: 'Test', numeric: true, cell: (one) => count(one.test) },
      { key: 'baseline', title: 'Baseline', cell: (one) => one.baselineFound },
    ],
    { caption: 'Records by forget set' },
  );
  view.show(plan.forget);
  return [
    facts(
      ['Name', plan.name],
      ['Runs of the table', count(plan.cells)],
      plan.searchRuns > 0 && ['Runs of the search', count(plan.searchRuns)],
      ['Baselines', count(plan.baselines)],
      ['In flight at most', count(plan.parallelism)],
      ['Time, one after the other, without baselines', duration(plan.seconds)],
      ['Memory of one run', size(plan.memoryBytes)],
      ['Disk', size(plan.diskBytes)],
    ),
    view.element,
  ];
}
