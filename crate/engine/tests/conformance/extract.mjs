// Writes the conformance cases of the CEL specification, one JSON object a line, for `conformance.rs` to choose from:
//   npm install --prefix DIR @bufbuild/cel-spec && node extract.mjs DIR > cases.jsonl
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const data = resolve(
  process.argv[2],
  "node_modules/@bufbuild/cel-spec/dist/esm/testdata/conformance.js",
);
const { tests } = await import(pathToFileURL(data));

function walk(suite, path) {
  for (const inner of suite.suites ?? []) walk(inner, [...path, inner.name]);
  for (const { original } of suite.tests ?? []) {
    console.log(JSON.stringify({ ...original, name: [...path, original.name].join("/") }));
  }
}
walk(tests, []);
