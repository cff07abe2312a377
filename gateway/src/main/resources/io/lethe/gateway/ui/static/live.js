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
    source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
  }
  source.addEventListener('open', () => clearTimeout(timer));
  source.addEventListener('error', () => {
    clearTimeout(timer);
    again();
  });
  const again = () => {
    if (stopped) {
      return;
    }
    timer = setTimeout(async () => {
      await Promise.resolve(poll()).catch(() => {});
      if (source.readyState !== EventSource.OPEN) {
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

/** Does something once for all the calls within that time. */
export function soon(action, millis) {
  let timer;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      action();
    }, millis);
  };
}
