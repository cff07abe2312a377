import { post } from '../api.js';
import { fill, fresh, h } from '../dom.js';
import { ended } from '../format.js';
import { may } from '../session.js';

const RETRYABLE = ['failed', 'cancelled', 'interrupted'];

/**
 * What may be done about a run, by whom is looking.
 *
 * @param trouble where it is said that something was refused
 * @param done called with the verb and the run as it was, once something was done
 */
export function actions(run, user, trouble, done) {
  const act = async (verb, reason) => {
    trouble.textContent = '';
    try {
      await post(['runs', run.name, verb], { reason });
    } catch (error) {
      trouble.textContent = error.message;
      return;
    }
    done(verb, run);
  };
  const asked = (verb, label, style) => button(label, style, () => ask(run, verb, label, (reason) => act(verb, reason)));
  const waits = run.state === 'awaiting-approval';
  return h(
    'div',
    { class: 'actions' },
    waits && may(user, 'approver') && [asked('approve', 'Approve'), asked('reject', 'Reject', 'secondary')],
    !ended(run.state) && may(user, 'operator') && asked('cancel', 'Cancel', 'secondary'),
    RETRYABLE.includes(run.state) && may(user, 'operator') && button('Run again', '', () => act('retry', '')),
    may(user, 'operator') && h('a', { href: `/new?from=${encodeURIComponent(run.name)}`, role: 'button', class: 'outline' }, 'New run from this one'),
  );
}

function button(label, style, onclick) {
  return h('button', { type: 'button', class: style, onclick }, label);
}

/** Asks for the reason, which goes into the record of the run. */
function ask(run, verb, label, decide) {
  const id = fresh('reason');
  const heading = fresh('heading');
  const reason = h('textarea', { id, name: 'reason', maxlength: '2000', rows: '3' });
  const dialog = h('dialog', { 'aria-labelledby': heading, onclose: () => dialog.remove() });
  const submit = (event) => {
    event.preventDefault();
    dialog.close();
    decide(reason.value.trim());
  };
  fill(
    dialog,
    h(
      'article',
      {},
      h('h2', { id: heading }, `${label} ${run.name}?`),
      h(
        'form',
        { onsubmit: submit },
        h('label', { for: id }, 'Reason (kept in the record of the run)'),
        reason,
        h('div', { class: 'actions' }, h('button', { type: 'submit' }, `${label} the run`), button('Leave it', 'secondary', () => dialog.close())),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  reason.focus();
}
