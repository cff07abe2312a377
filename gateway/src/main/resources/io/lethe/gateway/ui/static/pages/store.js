import { get, me } from '../api.js';
import { fill, h, section } from '../dom.js';
import { count, NONE, size, time } from '../format.js';
import { may } from '../session.js';
import { table } from '../table.js';

export const title = () => 'Store';

const REF = { key: 'ref', title: 'Reference', value: (item) => item.ref, cell: (item) => h('code', {}, item.ref) };
const NAME = { key: 'name', title: 'Name', header: true, value: (item) => item.name, cell: (item) => named(item) };
const ORIGIN = { key: 'origin', title: 'Came by', value: (item) => item.origin, cell: (item) => item.origin ?? NONE };
const BYTES = { key: 'bytes', title: 'Size', numeric: true, value: (item) => item.bytes, cell: (item) => size(item.bytes) };
const WHEN = { key: 'importedAt', title: 'Stored', value: (item) => item.importedAt, cell: (item) => time(item.importedAt) };
const number = (key, title, hint) => ({ key, title, hint, numeric: true, value: (item) => item[key], cell: (item) => count(item[key]) });

/** Models and data sets in the object store. */
export async function show(main) {
  const [models, datasets, user] = await Promise.all([get('models'), get('datasets'), me()]);
  const start = may(user, 'operator')
    ? [{ key: 'use', title: 'Use', cell: (item) => h('a', { href: `/new?model=${encodeURIComponent(item.ref)}` }, 'new run') }]
    : [];
  fill(
    main,
    h('h1', {}, 'Store'),
    section(
      'Models',
      listing(
        'Models in the store',
        [
          NAME,
          ORIGIN,
          { key: 'architecture', title: 'Architecture', value: (item) => item.architecture, cell: (item) => item.architecture ?? NONE },
          number('classes', 'Classes'),
          number('records', 'Records', 'Records that its training manifest names'),
          BYTES,
          WHEN,
          REF,
          ...start,
        ],
        models,
        'No model yet: lethe import-model brings one in, a run of kind train makes one.',
      ),
    ),
    section(
      'Data sets',
      listing(
        'Data sets in the store',
        [NAME, ORIGIN, number('files', 'Files'), BYTES, WHEN, REF],
        datasets,
        'No data set yet: lethe import-dataset brings one in.',
      ),
    ),
  );
}

function listing(caption, columns, items, nothing) {
  if (items.length === 0) {
    return h('p', {}, nothing);
  }
  const view = table(columns, { caption, quiet: true, sort: { key: 'importedAt', descending: true } });
  view.show(items);
  return view.element;
}

function named(item) {
  const name = item.name ?? NONE;
  return item.run ? h('a', { href: `/runs/${encodeURIComponent(item.run)}` }, name) : name;
}
