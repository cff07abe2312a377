import { address, get, getIfAny, me, Refused } from '../api.js';
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
  const trouble = h('p', { role: 'alert' }); // outlives the buttons, which are built anew
  const progress = progressView();
  const top = slots();
  const rest = slots();
  let run;
  let stop;
  let retried;

  const now = inTurn(async () => {
    run = await get('runs', name);
    top.show('heading', [run.state, run.updatedAt], () => [heading(run), actions(run, user, trouble, done)]);
    top.show('outcome', [run.trouble, run.result, run.measured], () => outcome(run));
    progress.show(run);
    told(run, rest);
  });

  const more = inTurn(() => parts(run, rest));

  /** State and buttons do not wait for what is slow to read. */
  async function load() {
    await now();
    await complete();
  }

  async function complete() {
    const seen = run;
    if (!over()) {
      watch();
    }
    await more();
    if (run !== seen) {
      return; // whoever asked for the newer state goes on from here
    }
    if (over()) {
      stop?.();
      stop = undefined;
    } else if (run.state === 'queued' || run.updatedAt === retried) {
      later(); // no event tells what becomes of a record that is the last try's
    }
  }

  const over = () => ended(run.state) && run.updatedAt !== retried;
  const later = eventually(load, ASK_MILLIS);

  function watch() {
    stop ??= follow(address('runs', name, 'events'), { progress: progress.update, state: load }, load);
  }

  /** After a retry the record of the try before may still be the newest. */
  function done(verb, before) {
    if (verb === 'retry') {
      retried = before.updatedAt;
      watch();
    }
    load().catch(later);
  }

  fill(main, top.element, trouble, progress.element, rest.element);
  await now();
  await complete().catch((error) => {
    if (!(error instanceof Refused)) {
      throw error;
    }
    later();
  });
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

/** What the run's own record tells; places for what must be asked for. */
function told(run, page) {
  const over = ended(run.state);
  page.show('result', [run.result, run.measured], () => results(run));
  page.show('stages', [run.stages, run.stage, over], () => run.stages.length > 0 && section('Stages', stages(run)));
  ['loss', 'shares', 'images', 'artifacts', 'log'].forEach(page.keep);
  page.show('tries', run.executions, () => run.executions.length > 1 && section('Tries', executions(run.executions)));
  page.show('request', run.request, () => section('Request', requested(run)));
}

/**
 * What else a run has so far. What the server cannot give just now stays as it is shown, and the
 * pass fails once the rest is there: it is to be repeated.
 */
async function parts(run, page) {
  const ask = (wanted, ...segments) => (wanted ? getIfAny('runs', run.name, ...segments) : null);
  const single = run.kind !== 'compare';
  const views = {
    loss: [ask(single, 'loss'), (loss) => loss?.loss?.length > 0 && section('Loss', lossCurve(loss))],
    shares: [ask(single, 'shares'), (shares) => Object.keys(shares ?? {}).length > 0 && section('Salient weights by layer', salientShares(shares))],
    images: [ask(single && ended(run.state), 'images'), (images) => images?.length > 0 && section('Pictures', pictures(images))],
    artifacts: [ask(true, 'artifacts'), (files) => files?.length > 0 && section('Artifacts', artifacts(run, files))],
    log: [ask(true, 'log'), (lines) => lines?.length > 0 && section('Log', log(lines))],
  };
  const shown = Object.entries(views).map(async ([name, [answer, view]]) => {
    const found = await answer;
    page.show(name, found, () => view(found));
  });
  const failed = (await Promise.allSettled(shown)).find((part) => part.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}
