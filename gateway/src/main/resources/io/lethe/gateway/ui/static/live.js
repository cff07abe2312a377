const POLL_MILLIS = 3000;

/** A stream that the server refused, as one that restarts does, is asked for again after that time. */
const REOPEN_MILLIS = 30000;

/**
 * Listens to server-sent events while the page is seen; a hidden one gives back its connection, of
 * which a browser has few. Where events do not come through (a proxy that buffers, a session that
 * ended), asks again and again instead.
 *
 * @param url of the events
 * @param handlers by name of the event, each called with its data; what fails is asked for later
 * @param poll what to do every few seconds while there are no events
 * @returns a function that ends it
 */
export function follow(url, handlers, poll) {
  let source;
  let opened;
  let timer;
  let through = false; // whether events have come: a stream that opens proves nothing
  let owed = false; // whether something could not be asked for
  let stopped = false;
  const idle = () => stopped || document.hidden;
  const listening = () => through && source.readyState === EventSource.OPEN;

  function open() {
    opened = Date.now();
    source?.close();
    source = new EventSource(url);
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => heard(() => handler(JSON.parse(event.data))));
    }
    source.addEventListener('open', settle);
    source.addEventListener('error', again);
  }

  async function heard(handle) {
    through = true;
    settle();
    try {
      await handle();
    } catch {
      owed = true;
      again();
    }
  }

  function settle() {
    if (listening() && !owed) {
      halt();
    }
  }

  function halt() {
    clearTimeout(timer);
    timer = undefined;
  }

  function again() {
    if (!idle()) {
      timer ??= setTimeout(ask, POLL_MILLIS);
    }
  }

  async function ask() {
    halt();
    if (source.readyState === EventSource.CLOSED && Date.now() - opened > REOPEN_MILLIS) {
      open();
    }
    try {
      await poll();
      owed = false;
    } catch {
      owed = true;
    }
    if (owed || !listening()) {
      again();
    }
  }

  function rest() {
    halt();
    source?.close();
  }

  function turn() {
    if (document.hidden) {
      rest();
    } else {
      open();
      ask();
    }
  }

  function stop() {
    stopped = true;
    rest();
    document.removeEventListener('visibilitychange', turn);
    removeEventListener('pagehide', stop);
  }

  document.addEventListener('visibilitychange', turn);
  // A page in the back/forward cache keeps no connection.
  addEventListener('pagehide', stop);
  if (!document.hidden) {
    open();
    again();
  }
  return stop;
}

/**
 * One at a time: calls while it is under way are answered by one more pass after it. Answers that
 * overtake one another cannot put an old state over a new one then.
 */
export function inTurn(action) {
  let current;
  let next;
  return function pass() {
    if (!current) {
      current = action().finally(() => (current = undefined));
      return current;
    }
    next ??= current
      .catch(() => {})
      .then(() => {
        next = undefined;
        return pass();
      });
    return next;
  };
}

/** Does something once for all the calls within that time; each of them is told how it went. */
export function soon(action, millis) {
  let next;
  return () => {
    next ??= new Promise((resolve) => setTimeout(resolve, millis)).then(() => {
      next = undefined;
      return action();
    });
    return next;
  };
}

/** Does something after that time, and after as long again until it succeeds; once for all calls meanwhile. */
export function eventually(action, millis) {
  const pass = soon(action, millis);
  const go = () => void pass().catch(go);
  return go;
}
