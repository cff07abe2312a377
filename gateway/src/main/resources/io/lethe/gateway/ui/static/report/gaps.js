import { lines } from '../chart.js';

/** Avg. Gap of every method over the forget amounts. */
export function gapPlot(tables) {
  const drawn = tables.filter((table) => table.share !== undefined).sort((a, b) => a.share - b.share);
  const titles = [...new Set(drawn.flatMap((table) => table.rows.filter((row) => !row.retrain).map((row) => row.title)))];
  const gap = (table, title) => table.rows.find((row) => row.title === title)?.avgGap ?? null;
  const chart = lines({ title: 'Avg. Gap by forget amount', x: 'forget amount (%)', y: 'Avg. Gap (pp)' });
  chart.show(
    drawn.map((table) => 100 * table.share),
    titles.map((title) => ({ label: title, ys: drawn.map((table) => gap(table, title)) })),
  );
  return chart.element;
}
