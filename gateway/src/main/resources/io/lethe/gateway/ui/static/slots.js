import { fill, h } from './dom.js';

/**
 * Parts of a page, in the order in which they are first shown. A part is built again only where
 * what it is made of has changed: otherwise it keeps focus, order and what was unfolded.
 */
export function slots() {
  const element = h('div');
  const parts = new Map();

  /** A part as it is; its place, where it has not been shown yet. */
  function keep(name) {
    let part = parts.get(name);
    if (!part) {
      part = { host: h('div'), form: undefined };
      parts.set(name, part);
      element.append(part.host);
    }
    return part;
  }

  function show(name, data, build) {
    const form = JSON.stringify(data) ?? '';
    const part = keep(name);
    if (part.form !== form) {
      part.form = form;
      fill(part.host, build());
    }
  }

  return { element, keep, show };
}
