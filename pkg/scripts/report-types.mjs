// Makes TypeScript's types of the report from its JSON Schema: `node report-types.mjs SCHEMA TYPES`.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const [source, target] = process.argv.slice(2);
const schema = JSON.parse(await readFile(source, "utf8"));
const types = await compile(named(schema), "Report", {
  additionalProperties: false,
  bannerComment: "// Made from report.schema.json.",
  unreachableDefinitions: true,
});
// What the compiler says of its own work is of no use to who reads the type.
const note = / \*\n \* This interface was referenced by .*\n \* via the `definition` .*\n/g;
await writeFile(target, types.replace(note, ""));

/** The same schema in the form in which the compiler keeps every name, and uses it once. */
function named(node) {
  if (Array.isArray(node)) return node.map(named);
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, named(value)]));
  if (copy.properties) copy.properties = mapValues(copy.properties, anything);
  if (copy.$defs) copy.$defs = mapValues(copy.$defs, oneOfWords);
  // A reference with a description of its own would become a copy of what it refers to.
  if (copy.$ref && copy.description) {
    const { $ref, description } = copy;
    return { description, tsType: $ref.replace("#/$defs/", "") };
  }
  return copy;
}

/** A property of any type: the compiler takes it for an object. */
function anything(property) {
  const keys = Object.keys(property);
  return keys.every((key) => key === "description") ? { ...property, tsType: "unknown" } : property;
}

/** A choice of words, each described: the compiler takes it for a type without a name. */
function oneOfWords(definition, name) {
  if (!definition.oneOf?.every((word) => typeof word.const === "string")) return definition;
  const lines = definition.oneOf.map((word) => `- \`${word.const}\`: ${word.description}`);
  const description = [definition.description, "", ...lines].join("\n");
  return {
    title: name,
    description,
    type: "string",
    enum: definition.oneOf.map((word) => word.const),
  };
}

function mapValues(object, change) {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, change(value, key)]),
  );
}
