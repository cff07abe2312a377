import { address, get } from '../api.js';
import { facts, fill, h, section } from '../dom.js';
import { badge, ended, time } from '../format.js';
import { eventually, follow, inTurn, soon } from '../live.js';
import { pictures } from '../run/files.js';
import { definitions } from '../terms.js';
import { gapPlot } from '../report/gaps.js';
import { chosen } from '../report/search.js';
import { forgetSet } from '../report/table.js';
import { slots } from '../slots.js';

/** A report may be this old when its last run has ended. */
const REPORT_MILLIS = 6000;

export const title = (name) => `Comparison ${name}`;

/** The report of a comparison: the paper's table for each forget set, as far as its runs have come. */
export async function show(main, name) {
  const page = slots();
  let images = [];
  let stop;

  const load = inTurn(async () => {
    const run = await get('runs', name);
    const [report, plots] = await Promise.all([measured(name), get('runs', name, 'images').catch(() => images)]);
    images = plots;
    page.show('heading', [run.state, run.updatedAt, report?.absent], () => heading(run, report));
    for (const [index, table] of (report?.tables ?? []).entries()) {
      page.show(`table ${index}`, [report.metrics, table], () => forgetSet(table, report.metrics));
    }
    page.show('gaps', report?.tables, () => report?.tables.length > 1 && section('Gap against the forget amount', gapPlot(report.tables)));
    page.show('search', report?.search, () => report?.search && section('Search of hyper-parameters', chosen(report.search)));
    page.show('images', images, () => images.length > 0 && section('Plots', pictures(images)));
    page.show('notes', [report?.warnings, report?.definitions], () => report && notes(report));
    if (!ended(run.state)) {
      stop ??= follow(address('events'), { run: soon(load, 2000) }, load); // its cells are runs of their own
    } else if (stop) {
      stop();
      stop = undefined;
      later();
    }
  });

  const later = eventually(load, REPORT_MILLIS);

  fill(main, page.element);
  await load();
}

/** Nothing is there to report before the first run has ended. */
async function measured(name) {
  try {
    return await get('runs', name, 'report');
  } catch (error) {
    if (error.status === 409) {
      return null;
    }
    throw error;
  }
}

function heading(run, report) {
  return [
    h('h1', {}, `Comparison ${run.name} `, badge(run.state)),
    facts(['Methods', run.method], ['Started', time(run.startedAt)], report && ['Cells with results', `${report.cells - report.absent} of ${report.cells}`]),
    h('p', {}, h('a', { href: `/runs/${encodeURIComponent(run.name)}` }, 'The run: progress, log, request')),
    !report && h('p', { role: 'status' }, 'Nothing has been measured yet.'),
  ];
}

function notes(report) {
  const warnings = Object.entries(report.warnings ?? {});
  return [
    warnings.length > 0 && section('Warnings of the runs', h('ul', {}, warnings.map(([text, cells]) => h('li', {}, `${text} (${cells.join('; ')})`)))),
    definitions(),
  ];
}
