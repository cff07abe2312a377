import { fill, fresh, h } from '../dom.js';
import { words } from '../format.js';
import * as scalars from './scalars.js';

const GROUPS = { group, choice, variants, union, list };

/** The control of a field: `schema`, `node` (resolved), `path`, `label`, `required`. */
export function control(field) {
  const node = field.schema.resolve(field.node);
  const kind = field.schema.control(node);
  return (GROUPS[kind] ?? scalars[kind])({ ...field, node });
}

/** The fields of an object, one below the other; what it has beyond them is kept. */
export function fields({ schema, node, path }) {
  const parts = Object.entries(node.properties)
    .filter(([, part]) => schema.resolve(part).const === undefined)
    .map(([name, part]) => ({
      name,
      control: control({
        schema,
        node: part,
        path: path ? `${path}.${name}` : name,
        label: words(name),
        required: node.required?.includes(name) ?? false,
      }),
    }));
  const known = new Set(Object.keys(node.properties));
  let beyond = {};
  return {
    element: h('div', { class: 'fields' }, parts.map((part) => part.control.element)),
    children: parts.map((part) => part.control),
    get: () => {
      const value = { ...beyond };
      for (const part of parts) {
        const found = part.control.get();
        if (found !== undefined) {
          value[part.name] = found;
        }
      }
      return value;
    },
    set: (value) => {
      beyond = Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !known.has(name)));
      parts.forEach((part) => part.control.set(value?.[part.name]));
    },
  };
}

/**
 * An object of its own. Open where it is required; else folded, and with a switch where leaving it
 * out means something (no default).
 */
function group({ schema, node, path, label, required }) {
  const inner = fields({ schema, node, path });
  const hint = node.description && h('p', {}, h('small', {}, node.description));
  if (required) {
    return { ...inner, path, element: wide(h('fieldset', { class: 'group' }, h('legend', {}, label), hint, inner.element)) };
  }
  const filled = () => Object.keys(inner.get()).length > 0;
  if (node.default !== undefined) {
    const details = h('details', {}, h('summary', {}, label), hint, inner.element);
    return { ...inner, path, element: wide(details), get: () => (filled() ? inner.get() : undefined) };
  }
  return optional({ inner, path, label, hint });
}

function optional({ inner, path, label, hint }) {
  const box = h('input', { type: 'checkbox', role: 'switch', 'data-path': path, id: fresh('field') });
  const details = h('details', {}, h('summary', {}, label), hint, h('label', { for: box.id }, box, `With ${label.toLowerCase()}`), inner.element);
  const follow = () => (inner.element.hidden = !box.checked);
  box.addEventListener('change', follow);
  follow();
  return {
    ...inner,
    path,
    element: wide(details),
    get: () => (box.checked ? inner.get() : undefined),
    set: (value) => {
      box.checked = value !== undefined;
      inner.set(value);
      follow();
    },
  };
}

/** Exactly one of several fields. */
function choice({ schema, node, path, label, required }) {
  const names = Object.keys(node.properties);
  const options = names.map((name) => ({ value: name, label: words(name), build: () => fields({ schema, node: { properties: { [name]: node.properties[name] }, required: [name] }, path }) }));
  return alternatives({ path, label, required, hint: node.description, options, none: !required, pick: (value) => names.find((name) => name in value) });
}

/** An object whose field `name` decides about the others: a method. */
function variants({ schema, node, path, label, required }) {
  const names = node.properties.name.enum;
  const options = names.map((name) => ({
    value: name,
    label: name,
    build: () => {
      const inner = fields({ schema, node: { ...schema.variant(node, 'name', name) }, path });
      return { ...inner, get: () => ({ name, ...inner.get() }), set: ({ name: _, ...rest }) => inner.set(rest) };
    },
  }));
  return alternatives({ path, field: 'name', label, required, hint: node.properties.name.description, options, none: names.length > 1, pick: (value) => value.name });
}

/** Either one of a few names or an object of one's own. */
function union({ schema, node, path, label, required }) {
  const textual = node.if.type === 'string' ? node.then : node.else;
  const other = schema.resolve(node.if.type === 'object' ? node.then : {});
  const options = schema.resolve(textual).enum.map((name) => ({ value: name, label: name, build: () => constant(name) }));
  if (other.properties) {
    options.push({ value: 'own', label: 'own values', build: () => fields({ schema, node: other, path }) });
  }
  const pick = (value) => (typeof value === 'string' ? value : 'own');
  return alternatives({ path, label, required, hint: node.description, options, none: true, pick });
}

function constant(value) {
  return { element: h('div'), children: [], get: () => value, set: () => {} };
}

/**
 * A list to choose from, and the fields of what is chosen. A value that none of the options stands
 * for is kept as it is until something is chosen.
 */
function alternatives({ path, field, label, required, hint, options, none, pick }) {
  const chooser = scalars.select({
    node: { enum: options.map((option) => option.value), description: hint },
    path: field ? `${path}.${field}` : path,
    label: 'What',
    required,
  });
  const names = new Map(options.map((option) => [option.value, option.label]));
  chooser.input.querySelectorAll('option').forEach((option) => (option.textContent = names.get(option.value) ?? option.textContent));
  const place = h('div');
  let inner = null;
  let kept;

  function turn(value) {
    kept = undefined;
    inner = options.find((option) => option.value === value)?.build() ?? null;
    fill(place, inner?.element);
  }

  chooser.input.addEventListener('change', () => turn(chooser.get()));
  if (!none) {
    chooser.set(options[0].value);
    turn(options[0].value);
  }
  return {
    path,
    element: wide(h('fieldset', { class: 'group' }, h('legend', {}, label, required && ' (required)'), chooser.element, place)),
    get children() {
      return [chooser, ...(inner?.children ?? [])];
    },
    get: () => inner?.get() ?? kept,
    set: (value) => {
      const chosen = value === undefined || value === null ? undefined : pick(value);
      chooser.set(chosen);
      turn(chosen);
      if (inner) {
        inner.set(value);
      } else {
        kept = value ?? undefined;
      }
    },
  };
}

/** Any number of objects. */
function list({ schema, node, path, label, required }) {
  const place = h('div');
  let entries = [];

  function add(value) {
    const index = entries.length;
    const one = control({ schema, node: node.items, path: `${path}[${index}]`, label: `${label} ${index + 1}`, required: true });
    one.set(value);
    entries.push(one);
    place.append(one.element);
    return one;
  }

  function set(value) {
    entries = [];
    fill(place);
    (Array.isArray(value) ? value : []).forEach(add);
  }

  const more = h('button', { type: 'button', class: 'secondary', onclick: () => focusOn(add(undefined)) }, `Add to ${label.toLowerCase()}`);
  const fewer = h('button', { type: 'button', class: 'secondary outline', onclick: () => set(entries.slice(0, -1).map((one) => one.get())) }, 'Remove the last one');
  return {
    path,
    element: wide(h('fieldset', { class: 'group' }, h('legend', {}, label, required && ' (required)'), node.description && h('p', {}, h('small', {}, node.description)), place, h('div', { class: 'actions' }, more, fewer))),
    get children() {
      return entries;
    },
    get: () => (entries.length === 0 ? undefined : entries.map((one) => one.get())),
    set,
  };
}

function focusOn(one) {
  one.element.querySelector('input, select, textarea')?.focus();
}

function wide(element) {
  element.classList.add('wide');
  return element;
}
