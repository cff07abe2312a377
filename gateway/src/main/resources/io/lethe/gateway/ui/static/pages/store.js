import { address, get, me } from '../api.js';
import { fill, h, section } from '../dom.js';
import { count, NONE, size, time } from '../format.js';
import { follow, inTurn, soon } from '../live.js';
import { may } from '../session.js';
import { table } from '../table.js';

export const title = () => 'Store';

const REF = { key: 'ref', title: 'Reference', value: (item) => item.ref, cell: (item) => h('code', {}, item.ref) };
const NAME = { key: 'name', title: 'Name', header: true, value: (item) => item.name, cell: (item) => named(item) };
const ORIGIN = { key: 'origin', title: 'Came by', value: (item) => item.origin, cell: (item) => item.origin ?? NONE };
const BYTES = { key: 'bytes', title: 'Size', numeric: true, value: (item) => item.bytes, cell: (item) => size(item.bytes) };
const WHEN = { key: 'importedAt', title: 'Stored', value: (item) => item.importedAt, cell: (item) => time(item.importedAt) };
const number = (key, title, hint) => ({ key, title, hint, numeric: true, value: (item) => item[key], cell: (item) => count(item[key]) });

const MODEL = [
  NAME,
  ORIGIN,
  { key: 'architecture', title: 'Architecture', value: (item) => item.architecture, cell: (item) => item.architecture ?? NONE },
  number('classes', 'Classes'),
  number('records', 'Records', 'Records that its training manifest names'),
  BYTES,
  WHEN,
  REF,
];
const DATASET = [NAME, ORIGIN, number('files', 'Files'), BYTES, WHEN, REF];
const NO_MODEL = 'No model yet: lethe import-model brings one in, a run of kind train makes one.';
const NO_DATASET = 'No data set yet: lethe import-dataset brings one in.';

/** A store need not be listed for each of many runs that begin or end together. */
const LIST_MILLIS = 2000;

/** Models and data sets in the object store; what runs make comes in as they make it. */
export async function show(main) {
  const user = await me();
  const start = may(user, 'operator')
    ? [{ key: 'use', title: 'Use', cell: (item) => h('a', { href: `/new?model=${encodeURIComponent(item.ref)}` }, 'new run') }]
    : [];
  const models = listing('Models in the store', [...MODEL, ...start], NO_MODEL);
  const datasets = listing('Data sets in the store', DATASET, NO_DATASET);

  const load = inTurn(async () => {
    const found = await Promise.all([get('models'), get('datasets')]);
    models.show(found[0]);
    datasets.show(found[1]);
  });

  await load();
  fill(main, h('h1', {}, 'Store'), section('Models', models.element), section('Data sets', datasets.element));
  follow(address('events'), { run: soon(load, LIST_MILLIS) }, load);
}

function listing(caption, columns, nothing) {
  const none = h('p', {}, nothing);
  const view = table(columns, { caption, quiet: true, sort: { key: 'importedAt', descending: true } });

  function show(items) {
    none.hidden = items.length > 0;
    view.element.hidden = items.length === 0;
    view.show(items);
  }

  return { element: h('div', {}, none, view.element), show };
}

function named(item) {
  const name = item.name ?? NONE;
  return item.run ? h('a', { href: `/runs/${encodeURIComponent(item.run)}` }, name) : name;
}
