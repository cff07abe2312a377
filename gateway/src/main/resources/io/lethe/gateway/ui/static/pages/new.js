import { dump, load } from '/ui/js-yaml/dist/js-yaml.mjs';
import { find, get, post, postYaml, text } from '../api.js';
import { fill, h } from '../dom.js';
import { fields } from '../form/groups.js';
import { preview } from '../form/plan.js';
import { leaves, problemSummary } from '../form/problems.js';
import { Schema } from '../form/schema.js';

export const title = () => 'New run';

/** A request, as a form made from the schema or as YAML; either can be checked and started. */
export async function show(main) {
  const query = new URLSearchParams(location.search);
  const [schema, presets, models, datasets] = await Promise.all([Schema.load(), get('presets'), known('models'), known('datasets')]);
  const problems = problemSummary();
  const plan = h('div', { 'aria-live': 'polite' });
  const editor = requestEditor(schema, presets, models, problems);
  const busy = { current: false };

  async function send(path, done) {
    if (busy.current) {
      return;
    }
    busy.current = true;
    problems.clear(editor.form());
    fill(plan, h('p', { 'aria-busy': 'true' }, 'Checking the request against its data …'));
    try {
      done(await editor.submit(path));
    } catch (error) {
      fill(plan);
      if (error.problems?.length > 0) {
        problems.show(editor.form(), error.problems);
      } else {
        problems.say(error.message);
      }
    } finally {
      busy.current = false;
    }
  }

  const check = () => send(['plan'], (answer) => fill(plan, preview(answer)));
  const start = () => send(['runs'], (answer) => location.assign(`/runs/${encodeURIComponent(answer.name)}`));
  const submit = (event) => {
    event.preventDefault();
    start();
  };
  fill(
    main,
    h('h1', {}, 'New run'),
    problems.element,
    h(
      'form',
      { novalidate: true, onsubmit: submit },
      editor.element,
      h('div', { class: 'actions' }, h('button', { type: 'button', class: 'secondary', onclick: check }, 'Check'), h('button', { type: 'submit' }, 'Start the run')),
    ),
    plan,
    suggestions('known-models', models),
    suggestions('known-datasets', datasets),
  );
  editor.set(await beginning(query));
}

/** Form and YAML of one request: two views, one of them shown. */
function requestEditor(schema, bundled, models, problems) {
  const kind = h('select', { id: 'kind' }, schema.kinds.names.map((name) => h('option', { value: name }, name)));
  const preset = h('select', { id: 'preset' }, h('option', { value: '' }, 'none'), bundled.map((one) => h('option', { value: one.name }, `${one.name}: ${one.description}`)));
  const presets = labelled('Fill in from a preset', preset, 'Settings of the paper or of its published code; everything can be changed afterwards.');
  const place = h('div');
  const yaml = h('textarea', { class: 'yaml', id: 'yaml', spellcheck: 'false', 'aria-describedby': 'yaml-hint' });
  let form = fields({ schema, node: schema.request('unlearn'), path: '' });

  function build(name) {
    form = fields({ schema, node: schema.request(name), path: '' });
    fill(place, form.element);
  }

  function set(request) {
    kind.value = schema.kinds.names.includes(request.kind) ? request.kind : schema.kinds.names[0];
    presets.hidden = kind.value === 'compare'; // its rows have presets of their own
    build(kind.value);
    const { kind: _, ...rest } = request;
    form.set(rest);
  }

  const value = () => ({ kind: kind.value, ...form.get() });
  kind.addEventListener('change', () => set({ ...value(), kind: kind.value }));
  async function fillIn(chosen) {
    const { description: _, ...parts } = load(await text('presets', ...chosen.split('/')));
    // While the answer was under way, somebody may have chosen another one.
    if (preset.value === chosen) {
      // Parameters of the method before mean nothing to this one.
      set({ ...merged(value(), parts), method: parts.method, preset: chosen });
    }
  }

  preset.addEventListener('change', () => {
    const chosen = preset.value;
    if (chosen !== '') {
      fillIn(chosen).catch((error) => preset.value === chosen && problems.say(`${chosen} cannot be filled in: ${error.message}`));
    }
  });
  place.addEventListener('change', (event) => {
    const model = models.find((one) => event.target.dataset?.path === 'model.ref' && one.ref === event.target.value);
    for (const part of ['architecture', 'classes']) {
      const empty = leaves(form).find((leaf) => leaf.path === `model.${part}` && leaf.get() === undefined);
      empty?.set(model?.[part]);
    }
  });

  const formPanel = h(
    'div',
    {},
    h('div', { class: 'fields' }, labelled('Kind', kind, schema.kinds.description), presets),
    place,
  );
  const yamlPanel = h('div', {}, h('label', { for: 'yaml' }, 'Request in YAML'), yaml, h('small', { id: 'yaml-hint' }, 'Started as it stands here. JSON is YAML too.'));
  const tabs = twoTabs(['Form', formPanel], ['YAML', yamlPanel], (shown) => {
    if (shown === 1) {
      yaml.value = dump(value(), { lineWidth: 110, noRefs: true });
      return true;
    }
    return readYaml(yaml.value, set, problems);
  });
  return {
    element: tabs.element,
    form: () => form,
    set,
    submit: (path) => (tabs.shown() === 1 ? postYaml(path, yaml.value) : post(path, value())),
  };
}

function readYaml(source, set, problems) {
  try {
    const request = load(source);
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      throw new Error('found no fields; allowed: a request');
    }
    set(request);
    return true;
  } catch (error) {
    problems.say(`The YAML cannot be read into the form: ${error.message}`);
    return false;
  }
}

/** Two panels behind tabs; `leave` may refuse the change. */
function twoTabs(first, second, change) {
  let shown = 0;
  const panels = [first, second].map(([, panel], i) => Object.assign(panel, { id: `panel-${i}` }));
  const buttons = [first, second].map(([label], i) => h('button', { type: 'button', role: 'tab', id: `tab-${i}`, 'aria-controls': `panel-${i}`, onclick: () => turn(i), onkeydown: (event) => arrow(event, i) }, label));
  panels.forEach((panel, i) => {
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', `tab-${i}`);
  });

  function arrow(event, i) {
    if (['ArrowLeft', 'ArrowRight'].includes(event.key)) {
      turn(1 - i);
      buttons[shown].focus();
    }
  }

  function turn(next) {
    if (next !== shown && change(next)) {
      shown = next;
    }
    draw();
  }

  function draw() {
    panels.forEach((panel, i) => (panel.hidden = i !== shown));
    buttons.forEach((button, i) => {
      button.setAttribute('aria-selected', String(i === shown));
      button.tabIndex = i === shown ? 0 : -1;
      button.className = i === shown ? '' : 'secondary outline';
    });
  }

  draw();
  return { element: h('div', {}, h('div', { role: 'tablist', 'aria-label': 'Ways to write the request' }, buttons), panels), shown: () => shown };
}

function labelled(label, input, hint) {
  const id = `${input.id}-hint`;
  input.setAttribute('aria-describedby', id);
  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, h('small', { id }, hint));
}

function suggestions(id, items) {
  return h('datalist', { id }, items.map((item) => h('option', { value: item.ref }, item.name ?? '')));
}

/** What the store has; a form without suggestions is still a form. */
async function known(what) {
  return find(what, {}).catch(() => []);
}

/** The request to begin with: that of another run, or one for a model of the store. */
async function beginning(query) {
  const from = query.get('from');
  if (from) {
    const { request } = await get('runs', from);
    return { ...request, name: `${from}-again` };
  }
  const model = query.get('model');
  return { kind: 'unlearn', ...(model && { model: { ref: model } }) };
}

/** The second on top of the first, object by object. */
function merged(under, over) {
  if (!plain(under) || !plain(over)) {
    return over;
  }
  const both = { ...under };
  for (const [key, value] of Object.entries(over)) {
    both[key] = key in under ? merged(under[key], value) : value;
  }
  return both;
}

function plain(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
