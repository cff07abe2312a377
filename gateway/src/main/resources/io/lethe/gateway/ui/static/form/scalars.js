import { dump, load } from '/ui/js-yaml/dist/js-yaml.mjs';
import { fill, fresh, h } from '../dom.js';

/**
 * Controls of single values. Each is `{element, get(), set(value), mark(problem)}`: `get` gives
 * undefined where the person left the default, `mark` says what is wrong beside it.
 */
export function select({ node, ...field }) {
  const values = node.enum ?? [true, false];
  const input = h(
    'select',
    {},
    h('option', { value: '' }, node.default === undefined ? '' : `default: ${said(node.default)}`),
    values.map((value) => h('option', { value: String(value) }, said(value))),
  );
  return labelled(field, node, input, {
    get: () => values.find((value) => String(value) === input.value),
    set: (value) => {
      input.value = values.includes(value) ? String(value) : '';
    },
  });
}

/** A number; what the browser cannot read as one is sent as it is called, so that the server says so. */
export function number({ node, ...field }) {
  const input = h('input', {
    type: 'number',
    step: node.type === 'integer' ? '1' : 'any',
    min: node.minimum ?? node.exclusiveMinimum,
    max: node.maximum ?? node.exclusiveMaximum,
    placeholder: node.default,
  });
  return labelled(field, node, input, {
    get: () => {
      if (input.validity.badInput) {
        return 'no number';
      }
      return input.value === '' ? undefined : Number(input.value);
    },
    set: (value) => {
      input.value = value ?? '';
    },
  });
}

/** A line of text; references offer what the store has. */
export function text({ node, ...field }) {
  const input = h('input', { type: 'text', placeholder: node.default, maxlength: node.maxLength, list: suggestions(field.path), autocomplete: 'off', spellcheck: 'false' });
  return labelled(field, node, input, {
    get: () => (input.value.trim() === '' ? undefined : input.value.trim()),
    set: (value) => {
      input.value = value ?? '';
    },
  });
}

/** A list of single values, divided by commas or lines. */
export function values({ node, schema, ...field }) {
  const items = schema.resolve(node.items);
  const numeric = items.type === 'integer' || items.type === 'number';
  const input = h('textarea', { rows: '2', placeholder: (node.default ?? []).join(', '), spellcheck: 'false' });
  const read = (part) => (numeric && part !== '' && !Number.isNaN(Number(part)) ? Number(part) : part);
  return labelled(field, { ...node, description: `${node.description ?? ''} Divided by commas or lines.` }, input, {
    get: () => {
      const parts = input.value.split(/[,\n]/).map((part) => part.trim()).filter((part) => part !== '');
      return parts.length === 0 ? undefined : parts.map(read);
    },
    set: (value) => {
      input.value = (value ?? []).join(numeric ? ', ' : '\n');
    },
  });
}

/** Several of a few names; none ticked is the default. */
export function checks({ node, schema, ...field }) {
  const names = schema.resolve(node.items).enum;
  const boxes = names.map((name) => h('input', { type: 'checkbox', value: name }));
  const set = h(
    'fieldset',
    {},
    h('legend', {}, field.label),
    boxes.map((box) => h('label', {}, box, box.value)),
  );
  const standard = node.default ? ` None ticked: ${node.default.join(', ')}.` : '';
  return described(field, { ...node, default: undefined, description: `${node.description ?? ''}${standard}` }, set, boxes[0], {
    get: () => {
      const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
      return ticked.length === 0 ? undefined : ticked;
    },
    set: (value) => boxes.forEach((box) => (box.checked = (value ?? []).includes(box.value))),
  });
}

/** Whatever has no control of its own, in YAML. */
export function yaml({ node, ...field }) {
  const input = h('textarea', { rows: '3', spellcheck: 'false' });
  return labelled(field, { ...node, description: `${node.description ?? ''} In YAML.` }, input, {
    get: () => {
      try {
        return input.value.trim() === '' ? undefined : load(input.value);
      } catch {
        return input.value;
      }
    },
    set: (value) => {
      input.value = value === undefined ? '' : dump(value, { flowLevel: 1 });
    },
  });
}

function labelled(field, node, input, access) {
  const id = fresh('field');
  input.id = id;
  const label = h('label', { for: id }, field.label, field.required ? h('span', { class: 'required' }, ' (required)') : '');
  return described(field, node, [label, input], input, access);
}

function described(field, node, content, input, access) {
  const hint = h('small', { id: fresh('hint') }, [node.description, range(node)].filter(Boolean).join(' '));
  const error = h('small', { id: fresh('error'), class: 'error' });
  input.setAttribute('aria-describedby', `${hint.id} ${error.id}`);
  input.dataset.path = field.path;
  input.id ||= fresh('field');
  const element = h('div', { class: 'field' }, content, error, hint);
  const mark = (problem) => {
    if (problem) {
      input.setAttribute('aria-invalid', 'true');
      fill(error, `Found ${problem.found}; allowed: ${problem.allowed}`);
    } else {
      input.removeAttribute('aria-invalid');
      fill(error);
    }
  };
  return { element, input, path: field.path, mark, ...access };
}

function range(node) {
  const parts = [];
  const low = node.minimum ?? node.exclusiveMinimum;
  const high = node.maximum ?? node.exclusiveMaximum;
  if (low !== undefined && high !== undefined) {
    parts.push(`From ${low}${node.exclusiveMinimum === undefined ? '' : ' (not itself)'} to ${high}${node.exclusiveMaximum === undefined ? '' : ' (not itself)'}.`);
  }
  if (node.default !== undefined && !Array.isArray(node.default)) {
    parts.push(`Default: ${said(node.default)}.`);
  }
  return parts.join(' ');
}

function said(value) {
  return { true: 'yes', false: 'no' }[String(value)] ?? String(value);
}

function suggestions(path) {
  if (/^(model|baseline)\.ref$/.test(path)) {
    return 'known-models';
  }
  return path === 'dataset.ref' ? 'known-datasets' : undefined;
}
