import { facts, h, section } from '../dom.js';
import { duration, NONE, two } from '../format.js';
import { definitions, METRICS, metricNames } from '../terms.js';
import { table } from '../table.js';

/** The numbers of a run: as far as its stages tell while it has no result. */
function numbers(run) {
  return run.result ?? run.measured;
}

/** How a run ended, and what a reader must know before the numbers. */
export function outcome(run) {
  const result = numbers(run);
  return [
    run.trouble && h('p', { class: 'warning', role: 'status' }, `Trying again: ${run.trouble}`),
    result?.failure && h('p', { role: 'alert' }, failed(result.failure)),
    result?.reason && h('p', {}, result.reason),
    (result?.warnings ?? []).map((text) => h('p', { class: 'warning' }, `Warning: ${text}`)),
    result?.cells && h('p', {}, cells(result.cells)),
  ];
}

function failed(failure) {
  return failure.field ? `${failure.field}: ${failure.message}` : failure.message;
}

function cells(counts) {
  return `${counts.completed} of ${counts.total} runs completed, ${counts.failed} failed, ${counts.cancelled} cancelled, ${counts.open} open`;
}

/** The table of the paper for one model: original, unlearned and Retrain with the gaps. */
export function results(run) {
  const result = numbers(run);
  const names = metricNames(result?.metrics);
  if (names.length === 0) {
    return null;
  }
  const trained = 'trained' in (result.artifacts ?? {});
  const rows = [
    { title: 'original', metrics: result.original },
    { title: trained ? 'trained' : 'unlearned', metrics: result.metrics, intervals: result.intervals },
    { title: 'Retrain', metrics: result.baseline, className: 'baseline' },
    { title: 'gap (pp)', metrics: result.gaps, average: result.avgGap },
  ].filter((row) => row.metrics && names.some((name) => name in row.metrics));
  const columns = [
    { key: 'title', title: 'Model', header: true, cell: (row) => row.title },
    ...names.map((name) => ({
      key: name,
      title: `${name.toUpperCase()} (%)`,
      hint: METRICS[name],
      numeric: true,
      cell: (row) => [two(row.metrics[name]), interval(row.intervals?.[name])],
    })),
  ];
  if (result.avgGap !== undefined) {
    columns.push({ key: 'average', title: 'Avg. Gap (pp)', hint: 'Mean of the gaps, percentage points', numeric: true, cell: (row) => (row.average === undefined ? '' : two(row.average)) });
  }
  const view = table(columns, { caption: 'Percent, with 95 % intervals over records; gaps in percentage points', className: (row) => row.className });
  view.show(rows);
  return section(
    run.result ? 'Result' : 'Measured so far',
    view.element,
    facts(
      ['Run time (RTE)', Object.entries(result.rte ?? {}).map(([phase, seconds]) => `${phase} ${duration(seconds)}`).join(', ') || NONE],
      ['Training membership', result.membership ?? NONE],
      ['Bit exact', result.bitExact ? 'yes' : 'no: a stage was resumed under other arithmetic'],
      ...Object.entries(result.definitions ?? {}).map(([name, definition]) => [`${name.toUpperCase()} follows`, h('code', {}, definition)]),
    ),
    definitions(),
  );
}

function interval(bounds) {
  return bounds && h('span', { class: 'interval' }, `[${two(bounds[0])}, ${two(bounds[1])}]`);
}
