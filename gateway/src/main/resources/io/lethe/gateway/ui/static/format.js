import { h } from './dom.js';

/** What stands where there is no number. */
export const NONE = '–';

/** Two digits behind the point, as the paper prints percentages. */
export function two(value) {
  return typeof value === 'number' ? value.toFixed(2) : NONE;
}

/** A count with groups of three digits. */
export function count(value) {
  return typeof value === 'number' ? value.toLocaleString('en') : NONE;
}

/** Seconds as people say them. */
export function duration(seconds) {
  if (typeof seconds !== 'number') {
    return NONE;
  }
  if (seconds < 60) {
    return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Bytes in decimal units. */
export function size(bytes) {
  if (typeof bytes !== 'number') {
    return NONE;
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A point in time in the reader's own zone. */
export function time(instant) {
  if (!instant) {
    return NONE;
  }
  // Swedish dates are ISO dates.
  const text = new Date(instant).toLocaleString('sv-SE');
  return h('time', { datetime: instant, title: instant }, text);
}

const NAMES = { ref: 'Reference', sha256: 'SHA-256', dataset: 'Data set', ids: 'Record ids', idsFrom: 'Record ids from', minUa: 'Smallest UA', minRa: 'Smallest RA', minTa: 'Smallest TA', maxAvgGap: 'Largest Avg. Gap' };

/** `learningRate` as a label: Learning rate. */
export function words(name) {
  if (name in NAMES) {
    return NAMES[name];
  }
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const STATES = {
  queued: 'queued',
  waiting: 'waiting',
  running: 'running',
  'awaiting-approval': 'awaiting approval',
  published: 'published',
  completed: 'completed',
  'gate-failed': 'gate failed',
  rejected: 'rejected',
  cancelled: 'cancelled',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** Every state a run can be in. */
export const STATE_NAMES = Object.keys(STATES);

/** Whether nothing more will happen to a run by itself. */
export function ended(state) {
  return !['queued', 'waiting', 'running', 'awaiting-approval'].includes(state);
}

/** A state as a badge; the colour only repeats the word. */
export function badge(state) {
  return h('span', { class: `badge ${state}` }, STATES[state] ?? state);
}
