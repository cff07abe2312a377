import { lines } from '../chart.js';
import { h } from '../dom.js';
import { table } from '../table.js';

/** Mean loss of each epoch, a line for each phase. */
export function lossCurve(loss) {
  const epochs = [...new Set(loss.epoch)].sort((a, b) => a - b);
  const phases = [...new Set(loss.phase)];
  const mean = (phase, epoch) => {
    const found = loss.loss.filter((_, i) => loss.epoch[i] === epoch && loss.phase[i] === phase);
    return found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0) / found.length;
  };
  const chart = lines({ title: 'Loss by epoch', x: 'epoch', y: 'mean cross-entropy (nats)', digits: 4, whole: true });
  chart.show(
    epochs.map((epoch) => epoch + 1),
    phases.map((phase) => ({ label: phase || 'loss', ys: epochs.map((epoch) => mean(phase, epoch)) })),
  );
  return chart.element;
}

/** Share of each layer's weights that the mask lets change: a table that is a bar chart too. */
export function salientShares(shares) {
  const view = table(
    [
      { key: 'layer', title: 'Layer', header: true, cell: ([layer]) => layer },
      { key: 'share', title: 'Salient (%)', numeric: true, value: ([, share]) => share, cell: ([, share]) => (100 * share).toFixed(1) },
      { key: 'bar', title: 'Share', cell: ([layer, share]) => h('meter', { min: '0', max: '1', value: share, 'aria-label': layer }) },
    ],
    { caption: 'Share of a layer’s weights that the saliency mask lets change, percent' },
  );
  view.show(Object.entries(shares));
  return view.element;
}
