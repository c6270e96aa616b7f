/**
 * Words of the window that no view says. The compiler is asked what each access means: `words.job.start`, a destructured
 * `{ start }`, `w[state]` for every value that `state` can have, and a table handed on as something with fewer keys.
 */
import path from "node:path";
import ts from "typescript";
import { root } from "./run.mjs";

const rendererFolder = path.join(root, "renderer/");
const wordsFolder = path.join(rendererFolder, "words/");

/** @returns {string[]} paths in `Words`, like "job.start", that nothing but tests reads */
export function unusedWords() {
  const program = openProgram();
  const checker = program.getTypeChecker();
  const said = new Said(checker);
  for (const file of program.getSourceFiles())
    if (file.fileName.startsWith(rendererFolder)) said.read(file);
  return wordsBelow(wordsType(program, checker), checker)
    .filter(({ word }) => !said.has(word))
    .map(({ name }) => name);
}

/** Declarations of all properties that the program reads. */
class Said {
  /** @type {Set<ts.Declaration>} */
  #declarations = new Set();
  #checker;

  /** @param {ts.TypeChecker} checker */
  constructor(checker) {
    this.#checker = checker;
  }

  /** @param {ts.Symbol} word */
  has(word) {
    return word.declarations?.some((declaration) => this.#declarations.has(declaration)) === true;
  }

  /** @param {ts.Node} node */
  read(node) {
    const checker = this.#checker;
    if (ts.isPropertyAccessExpression(node)) this.#add(checker.getSymbolAtLocation(node.name));
    else if (ts.isElementAccessExpression(node)) this.#addIndexed(node);
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name))
        this.#add(checker.getTypeAtLocation(node.parent).getProperty(name.text));
    } else if (ts.isConditionalExpression(node)) {
      const whole = checker.getTypeAtLocation(node);
      this.#addAs(node.whenTrue, whole);
      this.#addAs(node.whenFalse, whole);
    }
    if (ts.isJsxSpreadAttribute(node))
      this.#addAs(node.expression, checker.getContextualType(node.parent));
    if (isHandedOn(node)) this.#addAs(node, checker.getContextualType(node));
    ts.forEachChild(node, (child) => this.read(child));
  }

  /** @param {ts.Symbol | undefined} property */
  #add(property) {
    for (const declaration of property?.declarations ?? []) this.#declarations.add(declaration);
  }

  /** @param {ts.ElementAccessExpression} node */
  #addIndexed({ expression, argumentExpression }) {
    const table = this.#checker.getTypeAtLocation(expression);
    const index = this.#checker.getTypeAtLocation(argumentExpression);
    const keys = index.isUnion() ? index.types : [index];
    for (const property of table.getProperties()) {
      const isMeant = keys.every((key) => key.isLiteral())
        ? keys.some((key) => String(/** @type {ts.LiteralType} */ (key).value) === property.name)
        : true;
      if (isMeant) this.#add(property);
    }
  }

  /**
   * A table that becomes something else: what that has may be read from it.
   *
   * @param {ts.Expression} node
   * @param {ts.Type | undefined} target
   */
  #addAs(node, target) {
    const table = this.#checker.getTypeAtLocation(node);
    if (target === undefined || target === table) return;
    const wanted = this.#checker.getNonNullableType(target);
    if (wanted === table || !table.getProperties().some(isWord)) return;
    const isOpen = this.#checker.getIndexInfosOfType(wanted).length > 0 || wanted.isUnion();
    for (const property of table.getProperties())
      if (isOpen || wanted.getProperty(property.name) !== undefined) this.#add(property);
  }
}

/** @param {ts.Node} node @returns {node is ts.Expression} an argument, or the value of a property or a prop */
function isHandedOn(node) {
  const { parent } = node;
  if (parent === undefined || !ts.isExpression(node)) return false;
  return (
    (ts.isCallExpression(parent) && parent.expression !== node) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    (ts.isJsxExpression(parent) && ts.isJsxAttribute(parent.parent))
  );
}

/** @param {ts.Symbol} property */
function isWord(property) {
  return property.declarations?.[0]?.getSourceFile().fileName.startsWith(wordsFolder) === true;
}

function openProgram() {
  const file = path.join(rendererFolder, "tsconfig.json");
  const config = ts.getParsedCommandLineOfConfigFile(file, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  });
  if (config === undefined) throw new Error(`${file} cannot be read`);
  const { fileNames: rootNames, options, projectReferences } = config;
  return ts.createProgram({ rootNames, options, ...(projectReferences && { projectReferences }) });
}

/** @param {ts.Program} program @param {ts.TypeChecker} checker */
function wordsType(program, checker) {
  const file = program.getSourceFile(path.join(wordsFolder, "words.ts"));
  const module = file && checker.getSymbolAtLocation(file);
  const words = module && checker.getExportsOfModule(module).find(({ name }) => name === "Words");
  if (words === undefined) throw new Error("renderer/words/words.ts exports no Words");
  return checker.getDeclaredTypeOfSymbol(words);
}

/**
 * All words of a table, those of its inner tables included.
 *
 * @param {ts.Type} table
 * @param {ts.TypeChecker} checker
 * @param {string} before
 * @returns {{ name: string, word: ts.Symbol }[]}
 */
function wordsBelow(table, checker, before = "") {
  return table
    .getProperties()
    .filter(isWord)
    .flatMap((word) => {
      const name = before + word.name;
      const type = checker.getTypeOfSymbol(word);
      const isTable =
        (type.flags & ts.TypeFlags.Object) !== 0 && type.getCallSignatures().length === 0;
      return [{ name, word }, ...(isTable ? wordsBelow(type, checker, `${name}.`) : [])];
    });
}
