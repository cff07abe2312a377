import { h } from '../dom.js';
import { duration, ended } from '../format.js';
import { table } from '../table.js';

/** What each stage took, in the order in which they ran; the one under way comes last. */
export function stages(run) {
  // The training of a baseline is a run of its own: this run's record has no stage for it, its result has its time.
  const rows = run.result?.stages?.map((time) => run.stages.find((stage) => stage.name === time.name) ?? time) ?? [...run.stages];
  if (!ended(run.state) && run.stage && !rows.some((stage) => stage.name === run.stage)) {
    rows.push({ name: run.stage, underWay: true });
  }
  const total = rows.filter((stage) => !stage.underWay).reduce((sum, stage) => sum + stage.seconds, 0);
  const view = table(
    [
      { key: 'name', title: 'Stage', header: true, cell: (stage) => stage.name },
      { key: 'seconds', title: 'Work', hint: 'Seconds of work, over all attempts', numeric: true, cell: (stage) => (stage.underWay ? 'under way' : duration(stage.seconds)) },
      { key: 'share', title: 'Share of the time', cell: (stage) => !stage.underWay && bar(stage.seconds, total) },
      { key: 'attempts', title: 'Attempts', numeric: true, cell: (stage) => stage.attempts ?? '' },
      { key: 'bitExact', title: 'Bit exact', hint: 'Not resumed under other arithmetic', cell: (stage) => (stage.bitExact === undefined ? '' : stage.bitExact ? 'yes' : 'no') },
      { key: 'warnings', title: 'Warnings', cell: (stage) => (stage.warnings ?? []).join('; ') },
    ],
    { caption: `Stages, ${duration(total)} of work` },
  );
  view.show(rows);
  return view.element;
}

function bar(seconds, total) {
  const percent = total > 0 ? Math.round((100 * seconds) / total) : 0;
  return [h('meter', { min: '0', max: '100', value: percent, 'aria-label': `${percent} percent` }), ` ${percent} %`];
}
