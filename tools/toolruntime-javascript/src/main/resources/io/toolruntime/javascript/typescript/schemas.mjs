// Turns types into JSON Schema 2020-12.

const MOST_DEPTH = 32;
const MOST_PARTS = 4000;
const MOST_BYTES = 64 << 10;
const MOST_TEXT = 2000;

/** What is used more than once is written once, if that is shorter than this. */
const MOST_REPEATED = 4096;

/** What JSON leaves out: a function, a symbol, `undefined`. */
const NOTHING = Symbol("nothing");

const NUMBERS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const COUNTS = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];

/** Why there is no schema of a type; its message is for people. */
export class NoSchema extends Error {}

export class Schemas {
  #ts;
  #checker;
  #program;
  #isInput;
  /** What may be written once: by type, what is known of it. */
  #definitions = new Map();
  #parts = 0;

  /** Of inputs objects are closed, so that a name that is spelt wrong is refused; of results they are open. */
  constructor(ts, program, isInput) {
    this.#ts = ts;
    this.#program = program;
    this.#checker = program.getTypeChecker();
    this.#isInput = isInput;
  }

  /** The schema of a function's first parameter, which has to be an object; null if anything is. */
  ofInput(given) {
    // Before null is taken away, of which unknown would leave an object
    if (given.flags & (this.#ts.TypeFlags.Any | this.#ts.TypeFlags.Unknown)) return null;
    const type = this.#checker.getNonNullableType(given);
    if (!this.#isObject(type)) {
      const text = this.#checker.typeToString(type);
      throw new NoSchema(`its first parameter is ${cut(text, 80)}, and it is called with one object: let it take one object`);
    }
    return this.#bounded({ type: "object", ...this.#root(this.#of(type, 0)) });
  }

  /** The schema of a result; null if anything is one. */
  ofOutput(type) {
    const { TypeFlags } = this.#ts;
    if (type.flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Void | TypeFlags.Undefined | TypeFlags.Never)) return null;
    let schema = this.#of(type, 0);
    if (schema === NOTHING || isAnything(schema)) return null;
    // What a function does not return is null to whoever called it
    if (this.#mayBeUndefined(type)) schema = this.#anyOf([schema, { type: "null" }]);
    return this.#bounded(this.#root(schema));
  }

  /** With what is said of a symbol: a text, and tags that are keywords. */
  said(schema, symbol) {
    const text = this.text(symbol);
    const result = text === "" ? { ...schema } : { ...schema, description: text };
    for (const { name, value } of this.tags(symbol)) {
      const number = Number(value);
      if (NUMBERS.includes(name) && value !== "" && Number.isFinite(number) && (name !== "multipleOf" || number > 0)) {
        result[name] = number;
      } else if (COUNTS.includes(name) && /^\d{1,9}$/.test(value)) {
        result[name] = number;
      } else if (name === "pattern" && isPattern(value)) {
        result.pattern = value;
      } else if (name === "format" && /^[a-z][a-z0-9-]{0,40}$/.test(value)) {
        result.format = value;
      } else if (name === "title" && value !== "") {
        result.title = cut(value, 200);
      } else if (name === "integer" && schema.type === "number") {
        result.type = "integer";
      } else if (name === "uniqueItems") {
        result.uniqueItems = true;
      } else if (name === "deprecated") {
        result.deprecated = true;
      } else if (name === "default" || name === "defaultValue") {
        const parsed = valueOf(value, schema);
        if (parsed !== undefined) result.default = parsed;
      } else if (name === "example") {
        const parsed = valueOf(value, schema);
        if (parsed !== undefined) result.examples = [...(result.examples ?? []), parsed];
      }
    }
    return result;
  }

  text(symbol) {
    return cut(this.#ts.displayPartsToString(symbol.getDocumentationComment(this.#checker)).replace(/^\s*-\s+/, "").trim(), MOST_TEXT);
  }

  tags(symbol) {
    return symbol.getJsDocTags(this.#checker).map(({ name, text }) => ({ name, value: this.#ts.displayPartsToString(text).trim() }));
  }

  #of(type, depth) {
    if (depth > MOST_DEPTH) throw new NoSchema(`its types are nested more than ${MOST_DEPTH} deep`);
    if (++this.#parts > MOST_PARTS) throw new NoSchema(`its types have more than ${MOST_PARTS} parts`);
    const { TypeFlags } = this.#ts;
    const is = (flags) => (type.flags & flags) !== 0;
    // JSON has no bigint
    if (is(TypeFlags.Any | TypeFlags.Unknown | TypeFlags.BigIntLike)) return {};
    if (is(TypeFlags.Never)) return { not: {} };
    if (is(TypeFlags.Undefined | TypeFlags.Void | TypeFlags.ESSymbolLike)) return NOTHING;
    if (is(TypeFlags.Null)) return { type: "null" };
    if (is(TypeFlags.Boolean)) return { type: "boolean" };
    if (is(TypeFlags.Union)) return this.#union(type, depth);
    if (is(TypeFlags.BooleanLiteral)) return { type: "boolean", const: this.#checker.typeToString(type) === "true" };
    if (is(TypeFlags.StringLiteral)) return { type: "string", const: type.value };
    if (is(TypeFlags.NumberLiteral)) return { type: "number", const: type.value };
    if (is(TypeFlags.StringLike)) return { type: "string" };
    if (is(TypeFlags.NumberLike)) return { type: "number" };
    if (is(TypeFlags.NonPrimitive)) return { type: "object" };
    if (is(TypeFlags.Instantiable)) {
      const constraint = this.#checker.getBaseConstraintOfType(type);
      return constraint === undefined || constraint === type ? {} : this.#of(constraint, depth + 1);
    }
    if (is(TypeFlags.Intersection)) {
      // Such as string & { brand }
      const primitive = type.types.find((part) => part.flags & TypeFlags.Primitive);
      return primitive === undefined ? this.#object(type, depth) : this.#of(primitive, depth + 1);
    }
    return is(TypeFlags.Object) ? this.#object(type, depth) : {};
  }

  #union(type, depth) {
    const { TypeFlags } = this.#ts;
    const parts = type.types.filter((part) => !(part.flags & (TypeFlags.Undefined | TypeFlags.Void)));
    if (parts.length === 1) return this.#of(parts[0], depth + 1);
    const isSimple = parts.every((part) => part.flags & TypeFlags.Primitive);
    return isSimple ? this.#alternatives(type, depth) : this.#defined(type, () => this.#alternatives(type, depth));
  }

  #alternatives(type, depth) {
    const { TypeFlags } = this.#ts;
    const strings = [];
    const numbers = [];
    const booleans = [];
    const others = [];
    for (const part of type.types) {
      if (part.flags & TypeFlags.StringLiteral) strings.push(part.value);
      else if (part.flags & TypeFlags.NumberLiteral) numbers.push(part.value);
      else if (part.flags & TypeFlags.BooleanLiteral) booleans.push(this.#checker.typeToString(part) === "true");
      else others.push(part);
    }
    const schemas = [];
    for (const [name, values] of [["string", strings], ["number", numbers]]) {
      if (values.length > 0) schemas.push({ type: name, ...(values.length === 1 ? { const: values[0] } : { enum: values }) });
    }
    if (booleans.length > 0) schemas.push({ type: "boolean", ...(booleans.length === 1 ? { const: booleans[0] } : {}) });
    let nullable = false;
    for (const part of others) {
      if (part.flags & TypeFlags.Null) nullable = true;
      else schemas.push(this.#of(part, depth + 1));
    }
    if (nullable) schemas.push({ type: "null" });
    return this.#anyOf(schemas);
  }

  #anyOf(schemas) {
    const some = schemas.filter((schema) => schema !== NOTHING);
    if (some.length === 0) return NOTHING;
    if (some.some(isAnything)) return {};
    return some.length === 1 ? some[0] : { anyOf: some.flatMap((schema) => ("anyOf" in schema ? schema.anyOf : schema)) };
  }

  #object(type, depth) {
    const { SymbolFlags } = this.#ts;
    const checker = this.#checker;
    if (checker.isTupleType(type)) return this.#defined(type, () => this.#tuple(type, depth));
    if (checker.isArrayType(type)) {
      return this.#defined(type, () => ({ type: "array", items: this.#element(checker.getTypeArguments(type)[0], depth) }));
    }
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return NOTHING;
    const isOfLanguage = this.#isOfLanguage(type.symbol);
    if (isOfLanguage && type.symbol.name === "Date") return { type: "string", format: "date-time" };
    if (isOfLanguage && type.symbol.name === "Function") return NOTHING;
    const toJson = checker.getPropertyOfType(type, "toJSON");
    const [written] = toJson === undefined ? [] : checker.getTypeOfSymbol(toJson).getCallSignatures();
    if (written !== undefined) return this.#isInput ? {} : this.#of(written.getReturnType(), depth + 1);
    // Such as a Map, of which JSON has nothing
    if (isOfLanguage && type.symbol.flags & (SymbolFlags.Interface | SymbolFlags.Class)) return {};
    return this.#defined(type, () => this.#properties(type, depth));
  }

  #element(type, depth) {
    const schema = this.#of(type, depth + 1);
    // JSON has null where an array has none of these
    const isNothing = schema === NOTHING;
    if (isNothing || (!this.#isInput && this.#mayBeUndefined(type))) return this.#anyOf([schema, { type: "null" }]);
    return schema;
  }

  #tuple(type, depth) {
    const { ElementFlags } = this.#ts;
    const { elementFlags, minLength } = type.target;
    const elements = this.#checker.getTypeArguments(type);
    const variable = elementFlags.findIndex((flags) => flags & ElementFlags.Variable);
    const fixed = variable < 0 ? elements : elements.slice(0, variable);
    const schema = { type: "array" };
    if (fixed.length > 0) schema.prefixItems = fixed.map((element) => this.#element(element, depth));
    if (variable < 0) schema.items = false;
    // What follows the elements of which there may be any number cannot be said
    else if (variable === elements.length - 1 && elementFlags[variable] & ElementFlags.Rest) schema.items = this.#element(elements[variable], depth);
    if (minLength > 0) schema.minItems = minLength;
    return schema;
  }

  #properties(type, depth) {
    const { SymbolFlags, ModifierFlags, TypeFlags } = this.#ts;
    const checker = this.#checker;
    const properties = { __proto__: null };
    const required = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const escaped = String(property.escapedName);
      if (escaped.startsWith("__@") || escaped.startsWith("__#") || property.flags & SymbolFlags.Method) continue;
      const declaration = property.valueDeclaration ?? property.declarations?.[0];
      const modifiers = declaration === undefined ? 0 : this.#ts.getCombinedModifierFlags(declaration);
      if (modifiers & (ModifierFlags.Private | ModifierFlags.Protected)) continue;
      const propertyType = checker.getTypeOfSymbol(property);
      const schema = this.#of(propertyType, depth + 1);
      if (schema === NOTHING) continue;
      const name = this.#ts.unescapeLeadingUnderscores(property.escapedName);
      properties[name] = this.said(this.#saidOfAlias(schema, declaration), property);
      // Whether JSON has what is computed depends on how the object came to be
      const isComputed = !this.#isInput && property.flags & SymbolFlags.Accessor;
      const isUnknown = !this.#isInput && propertyType.flags & (TypeFlags.Any | TypeFlags.Unknown);
      if (!(property.flags & SymbolFlags.Optional) && !isComputed && !isUnknown && !this.#mayBeUndefined(propertyType)) required.push(name);
    }
    const schema = { type: "object" };
    const text = this.#ofType(type);
    if (text !== "") schema.description = text;
    const names = Object.keys(properties);
    const keys = checker.getIndexInfosOfType(type).filter(({ keyType }) => !(keyType.flags & TypeFlags.ESSymbolLike));
    // Anything but null and undefined is a {}
    if (names.length === 0 && keys.length === 0 && depth > 0 && isEmpty(type)) return {};
    if (names.length > 0 || keys.length === 0) schema.properties = properties;
    if (required.length > 0) schema.required = required;
    if (keys.length === 1) {
      const values = this.#of(keys[0].type, depth + 1);
      if (values !== NOTHING && "not" in values) schema.additionalProperties = false;
      else if (values !== NOTHING && !isAnything(values)) schema.additionalProperties = values;
    } else if (keys.length === 0 && this.#isInput && !isEmpty(type)) {
      schema.additionalProperties = false;
    }
    return schema;
  }

  /** What a type is called whose name is gone when it is resolved, such as a number's. */
  #saidOfAlias(schema, declaration) {
    const { isTypeReferenceNode } = this.#ts;
    const node = declaration?.type;
    if (node === undefined || !isTypeReferenceNode(node) || "ref" in schema) return schema;
    let symbol = this.#checker.getSymbolAtLocation(node.typeName);
    if (symbol !== undefined && symbol.flags & this.#ts.SymbolFlags.Alias) symbol = this.#checker.getAliasedSymbol(symbol);
    return symbol === undefined || this.#isOfLanguage(symbol) || !(symbol.flags & (this.#ts.SymbolFlags.TypeAlias | this.#ts.SymbolFlags.Enum))
      ? schema
      : this.said(schema, symbol);
  }

  #ofType(type) {
    const symbol = type.aliasSymbol ?? type.symbol;
    const { TypeAlias, Interface, Class } = this.#ts.SymbolFlags;
    return symbol === undefined || !(symbol.flags & (TypeAlias | Interface | Class)) || this.#isOfLanguage(symbol) ? "" : this.text(symbol);
  }

  /** A type may be part of itself: it is built once, and referred to. */
  #defined(type, build) {
    let definition = this.#definitions.get(type);
    if (definition === undefined) {
      definition = { type, uses: 0, isBuilding: true, isRecursive: false, schema: undefined, size: undefined, name: undefined };
      this.#definitions.set(type, definition);
      definition.schema = build();
      definition.isBuilding = false;
      if (definition.schema === NOTHING || (!definition.isRecursive && isAnything(definition.schema))) return definition.schema;
    } else if (definition.isBuilding) {
      definition.isRecursive = true;
    } else if (definition.schema === NOTHING || isAnything(definition.schema)) {
      return definition.schema;
    }
    definition.uses++;
    return { ref: definition };
  }

  /** With definitions of its own, and itself no mere reference. */
  #root(schema) {
    const used = new Map();
    let root = this.#written(schema, used);
    if ("ref" in schema && "$ref" in root) {
      root = { ...this.#written(schema.ref.schema, used), ...root };
      delete root.$ref;
    }
    if (used.size > 0) {
      root.$defs = { __proto__: null };
      // Those that it refers to come after it
      for (const [definition, name] of used) root.$defs[name] = this.#written(definition.schema, used);
    }
    return root;
  }

  #written(schema, used) {
    if (schema === NOTHING) return {};
    if ("ref" in schema) {
      const { ref, ...rest } = schema;
      if (this.#isInlined(ref)) return { ...this.#written(ref.schema, used), ...rest };
      if (!used.has(ref)) used.set(ref, this.#name(ref, new Set(used.values())));
      return { $ref: `#/$defs/${used.get(ref)}`, ...rest };
    }
    const result = { ...schema };
    if ("properties" in schema) {
      result.properties = { __proto__: null };
      for (const name of Object.keys(schema.properties)) result.properties[name] = this.#written(schema.properties[name], used);
    }
    for (const keyword of ["items", "additionalProperties", "not"]) {
      if (typeof schema[keyword] === "object") result[keyword] = this.#written(schema[keyword], used);
    }
    for (const keyword of ["prefixItems", "anyOf"]) {
      if (keyword in schema) result[keyword] = schema[keyword].map((part) => this.#written(part, used));
    }
    return result;
  }

  #isInlined(definition) {
    if (definition.isRecursive) return false;
    if (definition.uses <= 1) return true;
    definition.size ??= JSON.stringify(this.#written(definition.schema, new Map())).length;
    return definition.size * definition.uses <= MOST_REPEATED;
  }

  #name({ type }, taken) {
    const symbol = type.aliasSymbol ?? type.symbol;
    const given = symbol === undefined || !/^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(symbol.name) ? "Type" : symbol.name;
    let name = given;
    for (let i = 2; taken.has(name); i++) name = `${given}${i}`;
    return name;
  }

  #bounded(schema) {
    const size = Buffer.byteLength(JSON.stringify(schema));
    if (size > MOST_BYTES) throw new NoSchema(`its schema has ${size} bytes, and ${MOST_BYTES} is the most`);
    return schema;
  }

  #isObject(type) {
    const { TypeFlags, SymbolFlags } = this.#ts;
    if (type.flags & TypeFlags.Union) return type.types.every((part) => part.flags & (TypeFlags.Null | TypeFlags.Undefined) || this.#isObject(part));
    if (type.flags & TypeFlags.Intersection) return !type.types.some((part) => part.flags & TypeFlags.Primitive);
    if (type.flags & TypeFlags.Instantiable) {
      const constraint = this.#checker.getBaseConstraintOfType(type);
      return constraint !== undefined && constraint !== type && this.#isObject(constraint);
    }
    if (type.flags & TypeFlags.NonPrimitive) return true;
    return (
      (type.flags & TypeFlags.Object) !== 0 &&
      !this.#checker.isArrayType(type) &&
      !this.#checker.isTupleType(type) &&
      type.getCallSignatures().length === 0 &&
      type.getConstructSignatures().length === 0 &&
      !(this.#isOfLanguage(type.symbol) && type.symbol.flags & (SymbolFlags.Interface | SymbolFlags.Class))
    );
  }

  #mayBeUndefined(type) {
    const { TypeFlags } = this.#ts;
    const parts = type.flags & TypeFlags.Union ? type.types : [type];
    return parts.some((part) => part.flags & (TypeFlags.Undefined | TypeFlags.Void));
  }

  #isOfLanguage(symbol) {
    return symbol?.declarations?.some((declaration) => this.#program.isSourceFileDefaultLibrary(declaration.getSourceFile())) ?? false;
  }
}

export function cut(text, most) {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function isAnything(schema) {
  return schema !== NOTHING && Object.keys(schema).length === 0;
}

/** Whether it is {}, and no interface that somebody has named. */
function isEmpty(type) {
  return type.getProperties().length === 0 && (type.symbol === undefined || type.symbol.name === "__type");
}

function isPattern(text) {
  try {
    return text !== "" && text.length <= 1000 && new RegExp(text, "u") !== undefined;
  } catch {
    return false;
  }
}

/** What a tag says: JSON, or a text with or without quotes; undefined if it is neither. */
function valueOf(given, schema) {
  const text = given.replace(/^```\w*\s*|\s*```$/g, "").trim();
  if (text === "" || text.length > 1000) return undefined;
  const quoted = /^(['"`])(.*)\1$/s.exec(text);
  if (schema.type === "string") return quoted === null ? text : quoted[2];
  try {
    return JSON.parse(text);
  } catch {
    return quoted === null ? undefined : quoted[2];
  }
}
