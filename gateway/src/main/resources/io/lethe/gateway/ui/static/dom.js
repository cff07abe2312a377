/**
 * An element with attributes, listeners (`onclick: …`) and children. Text stays text: nothing here
 * reads markup, so what users write into names and notes cannot become any.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...nodes(children));
  return element;
}

/** Puts children in place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** A section with its heading; empty ones are left out of the page by their callers. */
export function section(title, ...children) {
  const id = fresh('section');
  return h('section', { 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

/** Terms with what they are here, `[term, value]`; entries that are none are left out. */
export function facts(...entries) {
  const kept = entries.filter(Boolean);
  return h('dl', { class: 'facts' }, kept.map(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));
}

let last = 0;

/** An id that the page does not have yet. */
export function fresh(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}
