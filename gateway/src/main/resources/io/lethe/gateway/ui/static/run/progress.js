import { lines } from '../chart.js';
import { facts, fill, h, section } from '../dom.js';
import { count, duration, ended, NONE } from '../format.js';

/** Losses that the curve of a running stage keeps. */
const MOST_POINTS = 500;

/** Where a run is just now. Screen readers are told of new stages and states, not of each step. */
export function progressView() {
  const bar = h('progress', { 'aria-label': 'Progress of the stage', max: '1' });
  const numbers = h('div');
  const said = h('p', { role: 'status' });
  const curve = liveCurve();
  const element = section('Progress', said, bar, numbers, curve.element);
  let state = '';

  function update(progress) {
    const known = progress.steps > 0;
    if (known) {
      bar.value = Math.min(1, progress.step / progress.steps);
    } else {
      bar.removeAttribute('value');
    }
    say(`${state}: ${progress.stage}`);
    curve.add(progress);
    fill(
      numbers,
      facts(
        progress.epochs > 1 && ['Epoch', `${progress.epoch + 1} of ${progress.epochs}`],
        progress.phase && ['Phase', progress.phase],
        ['Step', known ? `${count(progress.step)} of ${count(progress.steps)}` : NONE],
        ['Loss', progress.loss === undefined ? NONE : progress.loss.toFixed(4)],
        ['Speed', progress.imagesPerSecond === undefined ? NONE : `${count(Math.round(progress.imagesPerSecond))} images/s`],
        ['Time left', duration(progress.etaSeconds)],
      ),
    );
  }

  function say(text) {
    if (said.textContent !== text) {
      said.textContent = text;
    }
  }

  function show(run) {
    state = run.state;
    element.hidden = ended(run.state);
    bar.hidden = run.state === 'awaiting-approval';
    if (run.progress) {
      update(run.progress);
    } else {
      bar.removeAttribute('value');
      say(run.stage ? `${state}: ${run.stage}` : state);
    }
  }

  return { element, update, show };
}

/** Losses as they come in; begins anew with each stage. */
function liveCurve() {
  const chart = lines({ title: 'Loss of this stage so far', x: 'step', y: 'loss of the last batch (nats)', digits: 4, whole: true });
  let stage;
  let points = [];
  chart.element.hidden = true;

  function add(progress) {
    if (progress.stage !== stage) {
      stage = progress.stage;
      points = [];
    }
    if (progress.loss === undefined || points.at(-1)?.step >= progress.step) {
      return;
    }
    points = [...points, progress].slice(-MOST_POINTS);
    chart.element.hidden = points.length < 2;
    const phases = [...new Set(points.map((point) => point.phase))];
    chart.show(
      points.map((point) => point.step),
      phases.map((phase) => ({ label: phase || stage, ys: points.map((point) => (point.phase === phase ? point.loss : null)) })),
    );
  }

  return { element: chart.element, add };
}
