/** Reads [name, source, shortened source, exported names] from standard input, and tells what differs for a parser. */

const { parse, tokenizer } = require("internal/deps/acorn/acorn/dist/acorn");
const { full } = require("internal/deps/acorn/acorn-walk/dist/walk");

const OPTIONS = { ecmaVersion: "latest", sourceType: "module" };

/** @param {string} source what a parser sees of it: its tokens, and whether a line ends before each of them */
function seen(source) {
  const found = [];
  let end = 0;
  for (const token of tokenizer(source, OPTIONS)) {
    found.push([token.type.label, source.slice(token.start, token.end), source.slice(end, token.start).includes("\n")]);
    end = token.end;
  }
  return JSON.stringify(found);
}

/** @param {string} source @param {string[]} names those that are given another value anywhere */
function changed(source, names) {
  const found = new Set();
  full(parse(source, OPTIONS), (node) => {
    const target = node.type === "AssignmentExpression" ? node.left : node.type === "UpdateExpression" ? node.argument : null;
    if (target?.type === "Identifier" && names.includes(target.name)) found.add(target.name);
  });
  return [...found];
}

const wrong = [];
for (const [name, source, short, names] of JSON.parse(require("fs").readFileSync(0, "utf-8"))) {
  if (seen(source) !== seen(short)) wrong.push(`${name} differs`);
  const lets = [...source.matchAll(/^export let/gm)].length;
  if (lets) wrong.push(`${name} exports let`);
  if (!name.startsWith("vendor/")) for (const one of changed(source, names)) wrong.push(`${name} changes ${one}`);
}
console.log(JSON.stringify(wrong));
