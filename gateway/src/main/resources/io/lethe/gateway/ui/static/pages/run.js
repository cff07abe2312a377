import { address, get, me } from '../api.js';
import { facts, fill, h, section } from '../dom.js';
import { badge, ended, NONE, time } from '../format.js';
import { eventually, follow, inTurn } from '../live.js';
import { actions } from '../run/actions.js';
import { lossCurve, salientShares } from '../run/curves.js';
import { artifacts, executions, log, pictures, requested } from '../run/files.js';
import { progressView } from '../run/progress.js';
import { outcome, results } from '../run/results.js';
import { stages } from '../run/stages.js';
import { slots } from '../slots.js';

/** Between questions about a run of which there are no events yet. */
const ASK_MILLIS = 3000;

export const title = (name) => name;

/** One run: what is under way is live, the rest is asked for anew at each change of state. */
export async function show(main, name) {
  const user = await me();
  const progress = progressView();
  const top = slots();
  const rest = slots();
  let stop;
  let retried;

  const load = inTurn(async () => {
    const run = await get('runs', name);
    top.show('heading', [run.state, run.updatedAt], () => [heading(run), actions(run, user, load, again)]);
    top.show('outcome', [run.trouble, run.result], () => outcome(run));
    progress.show(run);
    await parts(run, rest);
    if (ended(run.state) && run.updatedAt !== retried) {
      stop?.();
      stop = undefined;
    } else {
      watch();
      if (run.state === 'queued' || run.updatedAt === retried) {
        later(); // no event tells what becomes of a record that is the last try's
      }
    }
  });

  const later = eventually(load, ASK_MILLIS);

  function watch() {
    stop ??= follow(address('runs', name, 'events'), { progress: progress.update, state: load }, load);
  }

  /** The run was started again: the record of the try before may still be the newest. */
  function again(run) {
    retried = run.updatedAt;
    watch();
  }

  fill(main, top.element, progress.element, rest.element);
  await load();
}

function heading(run) {
  return [
    h('h1', {}, run.name, ' ', badge(run.state)),
    facts(
      ['Kind', run.kind],
      ['Method', run.method ?? NONE],
      ['Started', time(run.startedAt)],
      ['Changed', time(run.updatedAt)],
      run.by && ['By', run.by],
      run.note && ['Note', run.note],
    ),
    run.kind === 'compare' && h('p', {}, h('a', { href: `/compare/${encodeURIComponent(run.name)}` }, 'The table of the comparison')),
  ];
}

/** What a run has so far; a part that the server cannot give is left out. */
async function parts(run, page) {
  const ask = (wanted, ...segments) => (wanted ? get('runs', run.name, ...segments).catch(() => null) : null);
  const over = ended(run.state);
  const [loss, shares, lines, files, images] = await Promise.all([
    ask(run.kind !== 'compare', 'loss'),
    ask(run.kind !== 'compare', 'shares'),
    ask(true, 'log'),
    ask(true, 'artifacts'),
    ask(over && run.kind !== 'compare', 'images'),
  ]);
  page.show('result', run.result, () => results(run));
  page.show('stages', [run.stages, run.stage, over], () => run.stages.length > 0 && section('Stages', stages(run)));
  page.show('loss', loss, () => loss?.loss?.length > 0 && section('Loss', lossCurve(loss)));
  page.show('shares', shares, () => Object.keys(shares ?? {}).length > 0 && section('Salient weights by layer', salientShares(shares)));
  page.show('images', images, () => images?.length > 0 && section('Pictures', pictures(images)));
  page.show('artifacts', files, () => files?.length > 0 && section('Artifacts', artifacts(run, files)));
  page.show('log', lines, () => lines?.length > 0 && section('Log', log(lines)));
  page.show('tries', run.executions, () => run.executions.length > 1 && section('Tries', executions(run.executions)));
  page.show('request', run.request, () => section('Request', requested(run)));
}
