import uPlot from '/ui/uplot/dist/uPlot.esm.js';
import { fill, h } from './dom.js';
import { table } from './table.js';

const HEIGHT = 260;
const COLOURS = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6'];
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000];
const DASHES = [[], [6, 4], [2, 3], [10, 4, 2, 4]];

/**
 * Lines over a common x axis, with the same numbers as a table below.
 *
 * @param options `title`; `x` and `y`: labels of the axes; `digits` of the table; `whole`: positions
 *     are whole numbers
 * @returns `{element, show(xs, series)}` with series of `{label, ys}`, null where a line has no point
 */
export function lines(options) {
  const host = h('div', { role: 'img' });
  const numbers = h('details');
  let data = [[], []];
  let plot;

  function draw() {
    plot?.destroy();
    plot = host.clientWidth > 0 ? new uPlot(settings(options, data[1], host.clientWidth), aligned(data), host) : undefined;
  }

  function show(xs, series) {
    const same = plot && labels(series) === labels(data[1]);
    data = [xs, series];
    host.setAttribute('aria-label', `${options.title}: ${labels(series)}`);
    fill(numbers, h('summary', {}, 'As a table'), alternative(options, xs, series));
    if (same) {
      plot.setData(aligned(data));
    } else {
      draw();
    }
  }

  new ResizeObserver(() => (plot ? plot.setSize({ width: host.clientWidth, height: HEIGHT }) : draw())).observe(host);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  return { element: h('figure', { class: 'chart' }, h('figcaption', {}, options.title), host, numbers), show };
}

function labels(series) {
  return series.map((line) => line.label).join(', ');
}

function aligned([xs, series]) {
  return [xs, ...series.map((line) => line.ys)];
}

function settings(options, series, width) {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const ink = colour('--ink');
  const grid = { stroke: colour('--grid'), width: 1 };
  const axis = (label) => ({ label, stroke: ink, grid, ticks: grid });
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false } },
    axes: [{ ...axis(options.x), ...(options.whole && { incrs: WHOLE }) }, axis(options.y)],
    cursor: { drag: { x: false, y: false } },
    series: [
      { label: options.x },
      ...series.map((line, index) => ({
        label: line.label,
        stroke: colour(COLOURS[index % COLOURS.length]),
        dash: DASHES[index % DASHES.length],
        width: 2,
        spanGaps: true,
        points: { show: true, size: 6 },
      })),
    ],
  };
}

function alternative(options, xs, series) {
  const columns = [
    { key: 'x', title: options.x, header: true, cell: (row) => String(row.x) },
    ...series.map((line, index) => ({
      key: `y${index}`,
      title: line.label,
      numeric: true,
      cell: (row) => row.ys[index]?.toFixed(options.digits ?? 2) ?? '–',
    })),
  ];
  const view = table(columns, { caption: `${options.title}, ${options.y}` });
  view.show(xs.map((x, i) => ({ x, ys: series.map((line) => line.ys[i]) })));
  return view.element;
}
