import { address, find, me } from '../api.js';
import { fill, h } from '../dom.js';
import { badge, duration, ended, NONE, STATE_NAMES, time, two } from '../format.js';
import { follow, inTurn, soon } from '../live.js';
import { may } from '../session.js';
import { table } from '../table.js';

const PAGE_SIZE = 50;
const KINDS = ['unlearn', 'train', 'compare'];

const COLUMNS = [
  { key: 'name', title: 'Name', header: true, value: (run) => run.name, cell: (run) => h('a', { href: place(run) }, run.name) },
  { key: 'kind', title: 'Kind', cell: (run) => run.kind },
  { key: 'method', title: 'Method', cell: (run) => run.method ?? NONE },
  { key: 'state', title: 'State', value: (run) => run.state, cell: (run) => badge(run.state) },
  { key: 'stage', title: 'Stage', cell: stage },
  {
    key: 'avgGap',
    title: 'Avg. Gap (pp)',
    hint: 'Mean distance from Retrain, percentage points',
    numeric: true,
    value: (run) => run.avgGap,
    cell: (run) => two(run.avgGap),
  },
  { key: 'startedAt', title: 'Started', value: (run) => run.startedAt, cell: (run) => time(run.startedAt) },
  { key: 'updatedAt', title: 'Changed', value: (run) => run.updatedAt, cell: (run) => time(run.updatedAt) },
  { key: 'by', title: 'By', cell: (run) => run.by ?? NONE },
];

export const title = () => 'Runs';

/** The list of runs; filter and order are in the address, so that they can be kept and sent. */
export async function show(main) {
  const query = new URLSearchParams(location.search);
  const wanted = {
    name: query.get('name') ?? '',
    state: query.get('state') ?? '',
    kind: query.get('kind') ?? '',
    order: query.get('order') ?? '-startedAt',
    offset: Number(query.get('offset') ?? 0),
  };
  const status = h('p', { role: 'status' });
  const trouble = h('p', { role: 'alert' });
  const pages = h('nav', { 'aria-label': 'Pages of the list', class: 'actions' });
  const runs = table(COLUMNS, {
    caption: 'Runs',
    quiet: true,
    sort: { key: wanted.order.replace(/^-/, ''), descending: wanted.order.startsWith('-') },
    onSort: (sort) => change({ order: (sort.descending ? '-' : '') + sort.key, offset: 0 }),
  });

  const load = inTurn(async () => {
    try {
      const found = await find('runs', { ...wanted, limit: PAGE_SIZE });
      runs.show(found.runs);
      status.textContent = summary(found);
      fill(pages, turn('Earlier in the list', -PAGE_SIZE, wanted.offset > 0), turn('Later in the list', PAGE_SIZE, wanted.offset + PAGE_SIZE < found.total));
      trouble.textContent = '';
    } catch (error) {
      trouble.textContent = [error.message, ...(error.problems ?? []).map((p) => `${p.field}: found ${p.found}; allowed: ${p.allowed}`)].join(' ');
      if (error.status !== 422) {
        throw error; // asked for again; what is wrong with the question stays wrong
      }
    }
  });

  function turn(label, step, possible) {
    return possible && h('button', { type: 'button', class: 'secondary', onclick: () => change({ offset: wanted.offset + step }) }, label);
  }

  function change(values) {
    Object.assign(wanted, values);
    const kept = Object.entries(wanted).filter(([, value]) => value !== '' && value !== 0);
    history.replaceState(null, '', `?${new URLSearchParams(kept)}`);
    load().catch(() => {}); // said above the list
  }

  fill(
    main,
    h('h1', {}, 'Runs'),
    filter(wanted, change),
    status,
    trouble,
    runs.element,
    pages,
    may(await me(), 'operator') && h('p', {}, h('a', { href: '/new', role: 'button' }, 'New run')),
  );
  await load().catch(() => {});
  follow(address('events'), { run: soon(load, 300) }, load);
}

function filter(wanted, change) {
  const select = (name, label, values) =>
    h(
      'label',
      {},
      label,
      h(
        'select',
        { name, onchange: (event) => change({ [name]: event.target.value, offset: 0 }) },
        h('option', { value: '' }, 'all'),
        values.map((value) => h('option', { value, selected: value === wanted[name] }, value)),
      ),
    );
  return h(
    'form',
    { class: 'filter', 'aria-label': 'Filter', onsubmit: (event) => event.preventDefault() },
    h(
      'label',
      {},
      'Name contains',
      h('input', { type: 'search', name: 'name', value: wanted.name, oninput: (event) => change({ name: event.target.value.trim(), offset: 0 }) }),
    ),
    select('state', 'State', STATE_NAMES),
    select('kind', 'Kind', KINDS),
  );
}

function summary(found) {
  const running = found.runs.filter((run) => !ended(run.state)).length;
  const shown = found.runs.length < found.total ? `, ${found.runs.length} of them shown` : '';
  return `${found.total} ${found.total === 1 ? 'run' : 'runs'}${shown}; ${running} under way`;
}

function stage(run) {
  const progress = run.progress;
  if (ended(run.state) || !progress?.steps) {
    return run.stage ?? NONE;
  }
  const share = Math.floor((100 * progress.step) / progress.steps);
  return `${run.stage} ${share} %${progress.etaSeconds === undefined ? '' : `, ${duration(progress.etaSeconds)} left`}`;
}

function place(run) {
  return `/runs/${encodeURIComponent(run.name)}`;
}
