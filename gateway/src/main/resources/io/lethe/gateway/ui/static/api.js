const ROOT = '/api/lethe/v1';
const TRIES = 3;
const RETRY_MILLIS = 1500;

/** A question without an answer by then is given up: the page goes on with the next one. */
const ANSWER_MILLIS = 60000;

/** What changes something may read whole data sets first. */
const CHANGE_MILLIS = 300000;

/** What is said of servers that are away for now: no answer, or the gateway's word for it. */
const AWAY = [0, 503];

/** An answer that is no success: with `problems` where a request must be corrected. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer?.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.problems = answer?.problems ?? [];
  }

  /** Whether asking again later may help. */
  get passing() {
    return AWAY.includes(this.status);
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

/** What the API says where there is no such thing, no such thing yet, or one whose bytes are damaged. */
const ABSENT = [404, 409, 422];

/** JSON from the API; null where asking again would not bring it. */
export async function getIfAny(...segments) {
  try {
    return await get(...segments);
  } catch (error) {
    if (ABSENT.includes(error.status)) {
      return null;
    }
    throw error;
  }
}

/** JSON from the API, with query parameters; empty ones are left out. */
export async function find(segment, parameters) {
  const kept = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined);
  return json(await send(`${address(segment)}?${new URLSearchParams(kept)}`));
}

/** Text from the API. */
export async function text(...segments) {
  return content(await send(address(...segments)));
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

/** Who is looking: asked once a page, and again where there was no answer. */
export function me() {
  self ??= get('me').catch((error) => {
    self = undefined;
    throw error;
  });
  return self;
}

/** How one can log in: `{password, oidc}`. */
export async function loginWays() {
  return json(await answer('/login/ways'));
}

/** Opens a session, kept in a cookie. */
export async function login(username, password) {
  const headers = { 'Content-Type': 'application/json' };
  await answer('/login', { method: 'POST', headers, body: JSON.stringify({ username, password }) });
}

/** Ends the session. */
export async function logout() {
  await answer('/logout', { method: 'POST', headers: await proof() });
}

async function submit(segments, body, type) {
  const headers = { 'Content-Type': type, ...(await proof()) };
  return json(await send(address(...segments), { method: 'POST', headers, body }));
}

/** What shows that a request comes from these pages. */
async function proof() {
  const { csrf } = await me();
  return csrf ? { 'X-CSRF-Token': csrf } : {};
}

/** An answer for somebody who is logged in; the others are led to the login. */
async function send(url, options) {
  try {
    return await answer(url, options);
  } catch (error) {
    if (error.status !== 401) {
      throw error;
    }
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    return new Promise(() => {}); // the page is on its way out
  }
}

/** Where Lethe's servers are slow to answer, asks again: nothing here does more when it is done twice. */
async function answer(url, options = {}, tries = TRIES) {
  const signal = AbortSignal.timeout(options.method === undefined ? ANSWER_MILLIS : CHANGE_MILLIS);
  const response = await fetch(url, { signal, ...options }).catch(silent);
  if (response.status === 503 && tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
    return answer(url, options, tries - 1);
  }
  if (!response.ok) {
    throw new Refused(response.status, await response.json().catch(() => null));
  }
  return response;
}

function silent() {
  throw new Refused(0, { detail: 'The gateway does not answer.' });
}

/** The time may be over, or the connection gone, also in the middle of an answer. */
async function content(response) {
  return response.text().catch(silent);
}

async function json(response) {
  const body = await content(response);
  return body === '' ? null : JSON.parse(body);
}
