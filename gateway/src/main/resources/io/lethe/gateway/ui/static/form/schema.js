import { get } from '../api.js';

/** The request's JSON Schema, read as a form needs it. */
export class Schema {
  static async load() {
    return new Schema(await get('schema'));
  }

  constructor(root) {
    this.root = root;
  }

  /** Kinds of runs, with the sentence that tells them apart. */
  get kinds() {
    const { enum: names, description } = this.root.properties.kind;
    return { names, description };
  }

  /** What a request of a kind holds; `kind` and the note which presets were used are no fields. */
  request(kind) {
    const { properties, required } = this.variant(this.root, 'kind', kind);
    const { kind: _, preset: __, ...rest } = properties;
    return { type: 'object', properties: rest, required };
  }

  /** The node a `$ref` points to, with what stands beside it on top. */
  resolve(node) {
    if (!node.$ref) {
      return node;
    }
    const { $ref, ...beside } = node;
    const target = $ref.slice(2).split('/').reduce((at, step) => at[step], this.root);
    return { ...this.resolve(target), ...beside };
  }

  /** What an object holds whose field `key` has that value: the `then` of the `if` that asks for it. */
  variant(node, key, value) {
    const rule = (node.allOf ?? []).find((one) => one.if?.properties?.[key]?.const === value);
    return rule ? this.resolve(rule.then) : { type: 'object', properties: {} };
  }

  /** What kind of control a resolved node needs. */
  control(node) {
    if (Array.isArray(node.type) && node.if?.type) {
      return 'union';
    }
    if (node.properties) {
      return this.object(node);
    }
    if (node.enum) {
      return 'select';
    }
    if (node.type === 'array') {
      return this.array(node);
    }
    return { boolean: 'select', integer: 'number', number: 'number', string: 'text' }[node.type] ?? 'yaml';
  }

  object(node) {
    if (node.minProperties === 1 && node.maxProperties === 1) {
      return 'choice';
    }
    return node.properties.name?.enum && node.allOf ? 'variants' : 'group';
  }

  array(node) {
    const items = this.resolve(node.items);
    if (items.enum) {
      return 'checks';
    }
    return items.properties ? 'list' : 'values';
  }
}
