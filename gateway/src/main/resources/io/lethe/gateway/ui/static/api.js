const ROOT = '/api/lethe/v1';

/** An answer that is no success: with `problems` where a request must be corrected. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer?.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.problems = answer?.problems ?? [];
  }
}

/** Address of a part of the API; each segment is escaped. */
export function address(...segments) {
  return `${ROOT}/${segments.map(encodeURIComponent).join('/')}`;
}

/** JSON from the API. */
export async function get(...segments) {
  return json(await send(address(...segments)));
}

/** JSON from the API, with query parameters; empty ones are left out. */
export async function find(segment, parameters) {
  const kept = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined);
  return json(await send(`${address(segment)}?${new URLSearchParams(kept)}`));
}

/** Text from the API. */
export async function text(...segments) {
  return (await send(address(...segments))).text();
}

/** Sends an object as JSON. */
export async function post(segments, body) {
  return submit(segments, JSON.stringify(body), 'application/json');
}

/** Sends a text as YAML. */
export async function postYaml(segments, yaml) {
  return submit(segments, yaml, 'application/yaml');
}

let self;

/** Who is looking: asked once a page. */
export function me() {
  self ??= get('me');
  return self;
}

async function submit(segments, body, type) {
  const headers = { 'Content-Type': type };
  const { csrf } = await me();
  if (csrf) {
    headers['X-CSRF-Token'] = csrf;
  }
  return json(await send(address(...segments), { method: 'POST', headers, body }));
}

async function send(url, options = {}) {
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...options });
  } catch {
    throw new Refused(0, { detail: 'The gateway does not answer.' });
  }
  if (response.status === 401) {
    const next = location.pathname + location.search;
    location.assign(`/login?next=${encodeURIComponent(next)}`);
    return new Promise(() => {}); // the page is on its way out
  }
  if (!response.ok) {
    throw new Refused(response.status, await response.json().catch(() => null));
  }
  return response;
}

async function json(response) {
  const body = await response.text();
  return body === '' ? null : JSON.parse(body);
}
