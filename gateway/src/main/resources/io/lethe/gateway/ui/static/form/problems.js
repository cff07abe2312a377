import { fill, h } from '../dom.js';

/** Shows problems at their fields, and in a list above the form with a way to each. */
export function problemSummary() {
  const element = h('div', { role: 'alert', tabindex: '-1' });

  function clear(form) {
    leaves(form).forEach((leaf) => leaf.mark(null));
    fill(element);
  }

  /** The list takes the focus, so that keyboards and screen readers are at it. */
  function show(form, problems) {
    clear(form);
    const all = leaves(form);
    const found = problems.map((problem) => ({ problem, leaf: nearest(all, problem.field) }));
    found.sort((a, b) => all.indexOf(a.leaf) - all.indexOf(b.leaf));
    fill(
      element,
      h('h2', {}, found.length === 1 ? 'One thing to correct' : `${found.length} things to correct`),
      h('ul', {}, found.map(({ problem, leaf }) => h('li', {}, entry(problem, leaf)))),
    );
    element.focus();
  }

  function entry(problem, leaf) {
    const text = `${problem.field || 'request'}: found ${problem.found}`;
    if (!leaf) {
      return `${text}; allowed: ${problem.allowed}`;
    }
    leaf.mark(problem);
    unfold(leaf.element);
    const reach = (event) => {
      event.preventDefault();
      leaf.input.focus();
    };
    return h('a', { href: `#${leaf.input.id}`, onclick: reach }, text);
  }

  /** Anything else that went wrong. */
  function say(text) {
    fill(element, h('p', {}, text));
    element.focus();
  }

  return { element, clear, show, say };
}

/** Single-value controls of a form. */
export function leaves(control) {
  return control.children ? control.children.flatMap(leaves) : [control];
}

/** The control of a field, or the first below or above it. */
function nearest(all, field) {
  return (
    all.find((leaf) => leaf.path === field) ??
    all.find((leaf) => leaf.path.startsWith(`${field}.`) || leaf.path.startsWith(`${field}[`)) ??
    all.filter((leaf) => field.startsWith(`${leaf.path}.`) || field.startsWith(`${leaf.path}[`)).at(-1)
  );
}

function unfold(element) {
  for (let at = element; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) {
      at.open = true;
    }
  }
}
