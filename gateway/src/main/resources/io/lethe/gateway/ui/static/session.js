import { logout } from './api.js';
import { h } from './dom.js';

const RANKS = ['viewer', 'operator', 'approver', 'admin'];

/** Whether a user may do what asks for a role; the server decides anyway. */
export function may(user, role) {
  return RANKS.indexOf(user.role) >= RANKS.indexOf(role);
}

/** Who is logged in and the way out; nothing where there is no login. */
export function sessionControls(user) {
  if (!user.name) {
    return [];
  }
  const leave = async () => {
    await logout().catch(() => {}); // a session that is over already
    location.assign('/login');
  };
  return [`${user.name} (${user.role}) `, h('button', { type: 'button', class: 'secondary outline', onclick: leave }, 'Log out')];
}
