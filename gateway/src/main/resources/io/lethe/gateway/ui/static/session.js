import { h } from './dom.js';

const RANKS = ['viewer', 'operator', 'approver', 'admin'];

/** Whether a user may do what asks for a role; the server decides anyway. */
export function may(user, role) {
  return RANKS.indexOf(String(user.role).toLowerCase()) >= RANKS.indexOf(role);
}

/** Who is logged in and the way out; nothing where there is no login. */
export function sessionControls(user) {
  if (!user.name) {
    return [];
  }
  return [h('span', {}, `${user.name} (${String(user.role).toLowerCase()})`)];
}
