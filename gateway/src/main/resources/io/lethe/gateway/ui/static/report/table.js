import { h, section } from '../dom.js';
import { duration, NONE, two } from '../format.js';
import { table } from '../table.js';
import { METRICS } from '../terms.js';

/** The paper's table on one forget set: Retrain first, then the methods; every column sorts. */
export function forgetSet(block, metrics) {
  const widest = Math.max(...block.rows.map((row) => row.avgGap ?? 0), 0);
  const columns = [
    { key: 'method', title: 'Method', header: true, value: (row) => row.title, cell: (row) => row.title },
    ...metrics.map((name) => ({
      key: name,
      title: `${name.toUpperCase()} (%)`,
      hint: METRICS[name],
      numeric: true,
      value: (row) => row.metrics[name]?.mean,
      cell: (row) => [figure(row.metrics[name]), gap(row.gaps?.[name]), interval(row.metrics[name])],
    })),
    {
      key: 'avgGap',
      title: 'Avg. Gap (pp)',
      hint: 'Mean of the gaps to Retrain, percentage points',
      numeric: true,
      value: (row) => row.avgGap,
      cell: (row) => [two(row.avgGap), row.avgGapInterval && bounds(row.avgGapInterval)],
    },
    { key: 'bar', title: 'Avg. Gap as a bar', cell: (row) => row.avgGap !== undefined && bar(row, widest) },
    { key: 'rte', title: 'RTE', hint: 'Run time of mask and method', numeric: true, value: (row) => row.totalSeconds?.mean, cell: (row) => (row.totalSeconds ? duration(row.totalSeconds.mean) : NONE) },
    { key: 'trials', title: 'Trials', numeric: true, value: (row) => row.trials, cell: (row) => String(row.trials) },
  ];
  const trials = `${block.seeds.length} ${block.seeds.length === 1 ? 'trial' : 'trials'}`;
  const view = table(columns, {
    caption: `Forget ${block.forget}, ${trials}: mean ± s over trials, (gap to Retrain), [95 % interval]`,
    className: (row) => (row.retrain ? 'baseline' : row.best && 'best'),
  });
  view.show(block.rows);
  return section(
    `Forget ${block.forget}`,
    view.element,
    block.absences.length > 0 && [
      h('p', {}, 'Without numbers:'),
      h('ul', {}, block.absences.map((cell) => h('li', {}, `${cell.label}, seed ${cell.seed}: `, h('a', { href: `/runs/${encodeURIComponent(cell.run)}` }, cell.run), ` ${cell.reason}`))),
    ],
  );
}

function figure(value) {
  if (!value) {
    return NONE;
  }
  return value.deviation === undefined ? two(value.mean) : `${two(value.mean)} ± ${two(value.deviation)}`;
}

function gap(value) {
  return value === undefined ? null : ` (${two(value)})`;
}

function interval(value) {
  return value?.interval && bounds(value.interval);
}

function bounds([low, high]) {
  return h('span', { class: 'interval' }, `[${two(low)}, ${two(high)}]`);
}

function bar(row, widest) {
  return h('meter', { min: '0', max: widest || 1, value: row.avgGap, 'aria-label': `Avg. Gap of ${row.title}` });
}
