// Tells what the types and comments of a file of tools say of them. Nothing of the file is run: it is only read.

import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { NoSchema, Schemas, cut } from "./schemas.mjs";

const MOST_TOOLS = 1000;
const MOST_NOTES = 20;
const MOST_FILES = 3000;
const MOST_FILE = 4 << 20;
const MOST_BYTES = 32 << 20;
const MOST_ANSWER = 3 << 20;

const ts = createRequire(import.meta.url)("./typescript.cjs");
const { SymbolFlags, TypeFlags } = ts;
const own = path.dirname(fileURLToPath(import.meta.url));
/** What the language has, by the names of the files that declare it. */
const language = JSON.parse(fs.readFileSync(path.join(own, "lib.json"), "utf8"));
const LANGUAGE = path.join(own, "lib.esnext.d.ts");
const RUNTIMES = path.join(own, "runtimes.d.ts");

const HINTS = { readonly: "readOnlyHint", destructive: "destructiveHint", idempotent: "idempotentHint", openworld: "openWorldHint" };

const OPTIONS = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  allowJs: true,
  checkJs: false,
  resolveJsonModule: true,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  types: [],
};

/** The files of the project: bounded, and remembered with their digests. */
class Project {
  files = new Map();
  notes = [];
  #bytes = 0;

  /** What the compiler asks for, of which it may get less than there is. */
  host(root) {
    return {
      fileExists: (file) => this.#stat(file)?.isFile() ?? false,
      directoryExists: (folder) => this.#stat(folder)?.isDirectory() ?? false,
      getDirectories: () => [],
      readFile: (file) => this.read(file),
      realpath: (file) => {
        try {
          return fs.realpathSync(file);
        } catch {
          return file;
        }
      },
      getSourceFile: (file, options) => {
        const text = this.read(file);
        return text === undefined ? undefined : ts.createSourceFile(file, text, options);
      },
      getDefaultLibFileName: () => LANGUAGE,
      getDefaultLibLocation: () => own,
      getCurrentDirectory: () => root,
      getCanonicalFileName: (file) => file,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      writeFile: () => {},
    };
  }

  read(file) {
    if (path.dirname(file) === own) return Object.hasOwn(language, path.basename(file)) ? language[path.basename(file)] : fs.readFileSync(file, "utf8");
    const stat = this.#stat(file);
    if (stat === undefined || !stat.isFile()) return undefined;
    if (stat.size > MOST_FILE || this.#bytes + stat.size > MOST_BYTES || this.files.size === MOST_FILES) {
      this.note(`${file} is left out: of a project ${MOST_FILES} files are read, of together ${MOST_BYTES} bytes and ${MOST_FILE} each`);
      return undefined;
    }
    try {
      const bytes = fs.readFileSync(file);
      this.#bytes += bytes.length;
      this.files.set(file, createHash("sha256").update(bytes).digest("hex"));
      return bytes.toString("utf8").replace(/^\ufeff/, "");
    } catch {
      return undefined;
    }
  }

  note(text) {
    if (this.notes.length < MOST_NOTES && !this.notes.includes(text)) this.notes.push(cut(text, 400));
  }

  /* A runtime may say that it is not there, or that it may not be looked at. */
  #stat(file) {
    try {
      return fs.statSync(file, { throwIfNoEntry: false });
    } catch {
      return undefined;
    }
  }
}

export function describe({ entrypoint, root }) {
  const project = new Project();
  const host = project.host(root);
  const file = fileOf(entrypoint, root, host);
  if (project.read(file) === undefined) throw new Error(`${file} cannot be read, or has more than ${MOST_FILE} bytes`);
  const program = ts.createProgram({ rootNames: [RUNTIMES, file], options: OPTIONS, host });
  const descriptions = new Descriptions(program, project);
  const tools = [];
  let size = 0;
  for (const { name, symbol } of descriptions.exported(file)) {
    let tool = null;
    try {
      tool = descriptions.of(name, symbol);
    } catch (thrown) {
      project.note(`of ${name} nothing can be told: ${thrown?.message}`);
    }
    if (tool !== null) {
      size += JSON.stringify(tool).length;
      if (size > MOST_ANSWER || tools.length === MOST_TOOLS) {
        project.note(`of ${name} and what follows nothing is told: there are too many tools, or their schemas are too large`);
        break;
      }
      tools.push(tool);
    }
  }
  return {
    type: "described",
    tools,
    files: [...project.files].map(([name, digest]) => ({ path: name, digest })),
    notes: project.notes,
  };
}

/** Paths are absolute by now; whatever else is there is the name of a package of the project. */
function fileOf(entrypoint, root, host) {
  if (path.isAbsolute(entrypoint)) return entrypoint;
  const { resolvedModule } = ts.resolveModuleName(entrypoint, path.join(root, "index.ts"), OPTIONS, host);
  if (resolvedModule === undefined) throw new Error(`there is no package ${entrypoint} in ${root}`);
  return resolvedModule.resolvedFileName;
}

class Descriptions {
  #program;
  #checker;
  #project;

  constructor(program, project) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
    this.#project = project;
  }

  /** As the worker does: what a default export that is an object has, else the named exports. */
  exported(file) {
    const source = this.#program.getSourceFile(file);
    const module = source === undefined ? undefined : this.#checker.getSymbolAtLocation(source);
    if (module === undefined) return [];
    const whole = module.exports?.get("export=") ?? this.#checker.getExportsOfModule(module).find(({ name }) => name === "default");
    if (whole !== undefined) {
      const type = this.#typeOf(this.#resolved(whole));
      const isFunction = type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;
      if (type.flags & (TypeFlags.Object | TypeFlags.Intersection) && !isFunction) return named(this.#checker.getPropertiesOfType(type));
    }
    return named(this.#checker.getExportsOfModule(module)).filter(({ name }) => name !== "default" && name !== "metadata");
  }

  /** What there is to tell of a tool, or null if it is none. */
  of(name, symbol) {
    const symbols = this.#meant(symbol);
    const type = this.#typeOf(symbols.at(-1));
    let signatures = type.getCallSignatures();
    if (signatures.length === 0) {
      const execute = this.#checker.getPropertyOfType(type, "execute");
      if (execute === undefined) return null;
      symbols.push(...this.#meant(execute));
      signatures = this.#typeOf(symbols.at(-1)).getCallSignatures();
      if (signatures.length === 0) return null;
    }
    const comments = new Comments(this.#program, symbols, signatures);
    const tool = { name, title: comments.title, description: comments.description, tags: comments.words, annotations: comments.hints };
    if (signatures.length > 1) {
      this.#project.note(`${name} takes and gives anything, since it has several signatures`);
      return tool;
    }
    const [signature] = signatures;
    tool.inputSchema = this.#schema(name, "input", () => this.#input(signature, comments));
    tool.outputSchema = this.#schema(name, "result", () => this.#output(signature, comments));
    return tool;
  }

  #schema(name, what, derive) {
    try {
      return derive() ?? undefined;
    } catch (thrown) {
      this.#project.note(`the ${what} of ${name} may be anything: ${thrown instanceof NoSchema ? thrown.message : `its type cannot be told (${thrown?.message})`}`);
      return undefined;
    }
  }

  #input(signature, comments) {
    const [first] = signature.parameters;
    if (first === undefined) return { type: "object", properties: {}, additionalProperties: false };
    const declaration = first.valueDeclaration;
    let type = this.#typeOf(first);
    if (this.#checker.isTupleType(type) && declaration?.dotDotDotToken) [type] = this.#checker.getTypeArguments(type);
    if (type === undefined) return null;
    // Any number of any, as in JavaScript too where a function uses `arguments`
    if (this.#checker.isArrayType(type) && (declaration === undefined || declaration.dotDotDotToken)) return null;
    const schema = new Schemas(ts, this.#program, true).ofInput(type);
    if (schema === null) return null;
    const pattern = declaration !== undefined && ts.isParameter(declaration) && ts.isObjectBindingPattern(declaration.name) ? declaration : undefined;
    if (pattern !== undefined) {
      const hasRest = pattern.name.elements.some((element) => element.dotDotDotToken);
      if (pattern.type === undefined && ts.getJSDocType(pattern) === undefined && ts.getJSDocParameterTags(pattern).every((tag) => tag.typeExpression === undefined)) {
        // Nobody has said which of them it needs
        delete schema.required;
        if (hasRest) delete schema.additionalProperties;
      }
      for (const element of pattern.name.elements) {
        const property = schema.properties?.[nameOf(element.propertyName ?? element.name)];
        const value = element.initializer === undefined ? undefined : literalOf(element.initializer);
        if (property !== undefined && value !== undefined && !("default" in property)) property.default = value;
      }
    }
    comments.ofParameter(first.name, pattern !== undefined, schema);
    return schema;
  }

  #output(signature, comments) {
    const type = signature.getReturnType();
    const schema = new Schemas(ts, this.#program, false).ofOutput(this.#checker.getAwaitedType(type) ?? type);
    if (schema !== null && comments.result !== "" && !("description" in schema)) schema.description = comments.result;
    return schema;
  }

  /** A symbol, and those that it stands for in the end: of an import, a shorthand, a name. */
  #meant(symbol) {
    const symbols = [];
    for (let next = symbol; next !== undefined && !symbols.includes(next) && symbols.length < 20; next = this.#next(next)) symbols.push(next);
    return symbols;
  }

  #next(symbol) {
    if (symbol.flags & SymbolFlags.Alias) return this.#resolved(symbol);
    const declaration = symbol.valueDeclaration;
    if (declaration === undefined) return undefined;
    if (ts.isShorthandPropertyAssignment(declaration)) return this.#checker.getShorthandAssignmentValueSymbol(declaration);
    if ((ts.isPropertyAssignment(declaration) || ts.isVariableDeclaration(declaration)) && declaration.initializer !== undefined) {
      if (ts.isVariableDeclaration(declaration) && declaration.type !== undefined) return undefined;
      const value = ts.skipOuterExpressions(declaration.initializer);
      if (ts.isIdentifier(value) || ts.isPropertyAccessExpression(value)) return this.#checker.getSymbolAtLocation(value);
    }
    return undefined;
  }

  #resolved(symbol) {
    return symbol.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #typeOf(symbol) {
    return this.#checker.getTypeOfSymbol(symbol);
  }
}

/** What is said of a tool, by the first of those that say it. */
class Comments {
  title;
  description = "";
  result = "";
  words;
  hints = {};
  #parameters = [];

  constructor(program, symbols, signatures) {
    const schemas = new Schemas(ts, program, true);
    const checker = program.getTypeChecker();
    for (const symbol of symbols) this.description ||= schemas.text(symbol);
    for (const signature of signatures) {
      this.description ||= ts.displayPartsToString(signature.getDocumentationComment(checker)).trim();
    }
    for (const { name, value } of symbols.flatMap((symbol) => schemas.tags(symbol))) this.#tag(name, value);
    this.description = cut(this.description, 4000);
    const declarations = symbols.flatMap((symbol) => symbol.declarations ?? []);
    for (const { declaration } of signatures) {
      if (declaration !== undefined && !declarations.includes(declaration)) declarations.push(declaration);
    }
    for (const declaration of declarations) this.#collect(ts.getJSDocTags(declaration));
  }

  #tag(name, value) {
    const key = name.toLowerCase();
    if (key === "title" && value !== "") this.title ??= cut(value, 200);
    else if (key === "tags" && value !== "") this.words ??= value.split(/[,\s]+/).filter((word) => word !== "").slice(0, 50);
    else if ((key === "returns" || key === "return") && value !== "") this.result ||= cut(value, 2000);
    else if (Object.hasOwn(HINTS, key)) this.hints[HINTS[key]] ??= !/^false\b/i.test(value);
    else if (key === "deprecated" && !this.description.includes("Deprecated")) this.description = `${this.description}\n\nDeprecated${value === "" ? "." : `: ${value}`}`.trim();
  }

  #collect(tags) {
    for (const tag of tags) {
      if (!ts.isJSDocParameterTag(tag)) continue;
      const names = [];
      let name = tag.name;
      for (; ts.isQualifiedName(name); name = name.left) names.unshift(name.right.text);
      names.unshift(name.text);
      const text = (ts.getTextOfJSDocComment(tag.comment) ?? "").replace(/^\s*-\s+/, "").trim();
      if (text !== "") this.#parameters.push({ names, text: cut(text, 2000) });
      const nested = tag.typeExpression?.type ?? tag.typeExpression;
      if (nested?.jsDocPropertyTags !== undefined) this.#collect(nested.jsDocPropertyTags);
    }
  }

  /** Puts what is said of a parameter's properties there: it is said of this tool, and what their types say of all. */
  ofParameter(parameter, isPattern, schema) {
    for (const { names, text } of this.#parameters) {
      if (names.length < 2 && names[0] !== parameter) continue;
      if (names[0] !== parameter && !isPattern) continue;
      let at = schema;
      for (const name of names.slice(1)) at = (at?.items?.properties ?? at?.properties)?.[name];
      if (at !== undefined) at.description = text;
    }
  }
}

function named(symbols) {
  return symbols.map((symbol) => ({ name: ts.unescapeLeadingUnderscores(symbol.escapedName), symbol })).filter(({ name }) => !name.startsWith("__@"));
}

function nameOf(node) {
  return ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : "";
}

/** What JSON can say of an expression without running it. */
function literalOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand)) return -Number(node.operand.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  return undefined;
}
