import { me } from './api.js';
import { fill, h } from './dom.js';
import { sessionControls } from './session.js';

/** Pages by the form of their address; each module shows itself in the main element. */
const PAGES = [
  [/^\/$/, './pages/runs.js'],
  [/^\/runs\/([^/]+)$/, './pages/run.js'],
  [/^\/compare\/([^/]+)$/, './pages/compare.js'],
  [/^\/new$/, './pages/new.js'],
  [/^\/store$/, './pages/store.js'],
  [/^\/login$/, './pages/login.js'],
];

/** A page that found no servers is opened again after that time. */
const REOPEN_MILLIS = 5000;

async function open() {
  const main = document.getElementById('main');
  const [pattern, module] = PAGES.find(([form]) => form.test(location.pathname));
  const name = pattern.exec(location.pathname)[1];
  for (const link of document.querySelectorAll('#pages a')) {
    if (link.getAttribute('href') === location.pathname) {
      link.setAttribute('aria-current', 'page');
    }
  }
  try {
    const page = await import(module);
    if (!page.anonymous) {
      fill(document.getElementById('who'), sessionControls(await me()));
    }
    document.title = `${page.title(name && decodeURIComponent(name))} · Lethe`;
    await page.show(main, name && decodeURIComponent(name));
  } catch (error) {
    fill(main, h('h1', {}, 'This page cannot be shown'), h('p', { role: 'alert' }, error.message));
    if (error.passing) {
      main.append(h('p', {}, 'It is opened again every few seconds.'));
      setTimeout(open, REOPEN_MILLIS);
    }
  }
}

// A page that comes back from the browser's memory has lost its events.
addEventListener('pageshow', (event) => event.persisted && location.reload());

open();
