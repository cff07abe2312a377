const POLL_MILLIS = 3000;

/**
 * Listens to server-sent events; where they do not come through (a proxy that buffers, a session
 * that ended), asks again and again instead.
 *
 * @param url of the events
 * @param handlers by name of the event, each called with its data
 * @param poll what to do every few seconds while there are no events
 * @returns a function that ends it
 */
export function follow(url, handlers, poll) {
  let timer;
  let stopped = false;
  const source = new EventSource(url);
  for (const [name, handler] of Object.entries(handlers)) {
    // What could not be asked for when the event came is asked for later.
    source.addEventListener(name, (event) => Promise.resolve(handler(JSON.parse(event.data))).catch(again));
  }
  source.addEventListener('open', () => clearTimeout(timer));
  source.addEventListener('error', () => again());
  const again = () => {
    if (stopped) {
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answered = await Promise.resolve(poll()).then(() => true, () => false);
      if (!answered || source.readyState !== EventSource.OPEN) {
        again();
      }
    }, POLL_MILLIS);
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    source.close();
  };
  // A page in the back/forward cache keeps no connection.
  addEventListener('pagehide', stop, { once: true });
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
