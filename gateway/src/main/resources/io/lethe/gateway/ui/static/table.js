import { fill, h } from './dom.js';

/**
 * A table in a box of its own that scrolls sideways on narrow screens.
 *
 * Columns are `{key, title, hint, numeric, header, value(row), cell(row)}`: `value` is what is
 * sorted by (columns without it are not sortable), `cell` what is shown.
 *
 * @param options `caption`, `quiet` where the heading above says the same; `sort: {key, descending}` to begin with; `onSort(sort)` where the
 *     server sorts; `className(row)`
 * @returns `{element, show(rows)}`
 */
export function table(columns, options) {
  let rows = [];
  let sort = options.sort;
  const head = h('tr');
  const body = h('tbody');
  const element = h(
    'div',
    { class: 'scroll', role: 'group', 'aria-label': options.caption, tabindex: '0' },
    h('table', {}, h('caption', { class: options.quiet && 'quiet' }, options.caption), h('thead', {}, head), body),
  );

  function heading(column) {
    const attributes = { scope: 'col', class: column.numeric && 'number', title: column.hint };
    if (!column.value) {
      return h('th', attributes, column.title);
    }
    const mine = sort?.key === column.key;
    const direction = sort?.descending ? 'descending' : 'ascending';
    return h(
      'th',
      { ...attributes, 'aria-sort': mine ? direction : 'none' },
      h('button', { type: 'button', class: 'sort', 'data-key': column.key, onclick: () => turn(column) }, column.title),
    );
  }

  function turn(column) {
    const mine = sort?.key === column.key;
    sort = { key: column.key, descending: mine ? !sort.descending : false };
    headings();
    if (options.onSort) {
      options.onSort(sort);
    } else {
      draw();
    }
    head.querySelector(`[data-key="${column.key}"]`).focus();
  }

  function headings() {
    fill(head, columns.map(heading));
  }

  /** New rows take the place of the old ones; a link that has the focus keeps it. */
  function draw() {
    const link = body.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    fill(body, ordered().map(line));
    if (link) {
      body.querySelector(`[href="${CSS.escape(link)}"]`)?.focus();
    }
  }

  function ordered() {
    const column = columns.find((candidate) => candidate.key === sort?.key);
    if (!column || options.onSort) {
      return rows;
    }
    const factor = sort.descending ? -1 : 1;
    return [...rows].sort((a, b) => compare(column.value(a), column.value(b), factor));
  }

  function line(row) {
    return h('tr', { class: options.className?.(row) }, columns.map((column) => data(column, row)));
  }

  headings();
  return {
    element,
    show(next) {
      rows = next;
      draw();
    },
  };
}

function data(column, row) {
  return column.header
    ? h('th', { scope: 'row' }, column.cell(row))
    : h('td', { class: column.numeric && 'number' }, column.cell(row));
}

/** What is not there comes last, whichever way the rest is sorted. */
function compare(a, b, factor) {
  if (a === undefined || a === null) {
    return b === undefined || b === null ? 0 : 1;
  }
  if (b === undefined || b === null) {
    return -1;
  }
  return factor * (typeof a === 'number' ? a - b : String(a).localeCompare(String(b), 'en'));
}
