import { dump } from '/ui/js-yaml/dist/js-yaml.mjs';
import { address } from '../api.js';
import { h } from '../dom.js';
import { badge, NONE, size, time } from '../format.js';
import { table } from '../table.js';

/** What a run has made, for download. */
export function artifacts(run, files) {
  const view = table(
    [
      { key: 'role', title: 'Artifact', header: true, cell: (file) => h('a', { href: address('runs', run.name, 'artifacts', file.role), download: '' }, file.role) },
      { key: 'bytes', title: 'Size', numeric: true, cell: (file) => size(file.bytes) },
      { key: 'sha256', title: 'SHA-256', cell: (file) => h('code', {}, file.sha256) },
      { key: 'key', title: 'Place', cell: (file) => h('code', {}, file.key) },
    ],
    { caption: 'What the run has made' },
  );
  view.show(files);
  return view.element;
}

/** Plots that the report of the run has. */
export function pictures(images) {
  return images.map((image) =>
    h('figure', {}, h('img', { src: image.href, alt: image.title, loading: 'lazy' }), h('figcaption', {}, image.title)),
  );
}

/** What happened, line by line. */
export function log(lines) {
  return h(
    'ol',
    { class: 'log', tabindex: '0', 'aria-label': 'Log' },
    lines.map((line) => h('li', {}, time(line.at), ' ', line.level === 'INFO' ? '' : `${line.level} `, line.message)),
  );
}

/** The tries of a run: one a start under the same name. */
export function executions(tries) {
  const view = table(
    [
      { key: 'number', title: 'Try', header: true, cell: (one) => String(tries.indexOf(one) + 1) },
      { key: 'state', title: 'State', cell: (one) => badge(one.state) },
      { key: 'stage', title: 'Stage', cell: (one) => one.stage ?? NONE },
      { key: 'startedAt', title: 'Began', cell: (one) => time(one.startedAt) },
      { key: 'updatedAt', title: 'Changed', cell: (one) => time(one.updatedAt) },
      { key: 'why', title: 'Why', cell: (one) => one.failure?.message ?? one.reason ?? '' },
    ],
    { caption: 'Tries, the first one first' },
  );
  view.show(tries);
  return view.element;
}

/** The request as it is stored, in YAML. */
export function requested(run) {
  return h('details', {}, h('summary', {}, 'As YAML'), h('pre', {}, h('code', {}, dump(run.request ?? {}, { lineWidth: 110 }))));
}
