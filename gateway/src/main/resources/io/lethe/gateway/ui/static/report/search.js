import { h } from '../dom.js';
import { two } from '../format.js';
import { table } from '../table.js';

/** Which hyper-parameters were chosen, on trials that are not reported. */
export function chosen(search) {
  const view = table(
    [
      { key: 'method', title: 'Method', header: true, value: (one) => one.method, cell: (one) => one.method },
      { key: 'forget', title: 'Forget', value: (one) => one.forget, cell: (one) => one.forget },
      { key: 'parameters', title: 'Chosen', cell: (one) => Object.entries(one.parameters).map(([name, value]) => `${name} ${value}`).join(', ') },
      { key: 'avgGap', title: 'Mean Avg. Gap (pp)', numeric: true, value: (one) => one.avgGap, cell: (one) => two(one.avgGap) },
    ],
    { caption: `Smallest mean Avg. Gap on seeds ${search.seeds.join(', ')}` },
  );
  view.show(search.choices);
  return [h('p', {}, 'Chosen on trials that the tables above do not report.'), view.element];
}
