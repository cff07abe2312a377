import { login, loginWays } from '../api.js';
import { fill, h } from '../dom.js';

/** Nobody is logged in here yet. */
export const anonymous = true;

export const title = () => 'Log in';

/** Name and password, or the way to the organisation's own login; then back to where one came from. */
export async function show(main) {
  const ways = await loginWays();
  const trouble = h('p', { role: 'alert' });
  const name = h('input', { id: 'username', name: 'username', autocomplete: 'username', required: true });
  const password = h('input', { id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await login(name.value, password.value);
      location.assign(next());
    } catch (error) {
      trouble.textContent = error.status === 401 ? 'Name or password is wrong.' : error.message;
      password.focus();
    }
  };
  fill(
    main,
    h('h1', {}, 'Log in'),
    trouble,
    ways.password &&
      h('form', { onsubmit: submit }, h('label', { for: 'username' }, 'User name'), name, h('label', { for: 'password' }, 'Password'), password, h('button', { type: 'submit' }, 'Log in')),
    ways.oidc && h('p', {}, h('a', { href: '/login/oidc', role: 'button', class: 'secondary' }, 'Log in with single sign-on')),
    !ways.password && !ways.oidc && h('p', {}, 'No login is needed here. ', h('a', { href: '/' }, 'To the runs')),
  );
}

/** Only pages of this server, as a whole address: the path of `/.//elsewhere` alone would be another server's. */
function next() {
  const wanted = new URL(new URLSearchParams(location.search).get('next') ?? '/', location.origin);
  return wanted.origin === location.origin ? wanted.href : '/';
}
