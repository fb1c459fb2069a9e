// Every engine in one form: `prepare(name, workload)` takes rules and gives a function from facts to the ids that match.
import { readFile } from "node:fs/promises";

const WORKLOADS = new URL("./dist/workloads/", import.meta.url);

/** The rules, the facts and the ids that have to match. */
export async function readWorkload(name) {
  return JSON.parse(await readFile(new URL(`${name}.json`, WORKLOADS), "utf8"));
}

/** Whether it makes code at run time, which a page's Content-Security-Policy has to allow. */
export const NEEDS_UNSAFE_EVAL = new Set(["json-logic-engine"]);

export const ENGINES = {
  "why401-engine": why401,
  "json-logic-engine": jsonLogic,
  "cel-js": celJs,
  "zen-engine-wasm": zen,
  "cedar-wasm": cedar,
  "json-rules-engine": jsonRules,
};

const encoder = new TextEncoder();
/** Where in the module's memory facts are written to: one place for all catalogues. */
let room = new Uint8Array();

async function why401(name, workload) {
  const glue = await import("./dist/engine/why401_bench.js");
  const { memory } = await glue.default({
    module_or_path: await readFile(new URL("./dist/engine/why401_bench_bg.wasm", import.meta.url)),
  });
  const catalogue = glue.load(await readFile(new URL(`${name}.logic`, WORKLOADS)), workload.types);
  const ids = glue.ids(catalogue).split("\n");
  const facts = new Map(
    workload.schema?.map(([fact, fields], at) => [fact, { at, fields }]) ??
      [...Array(20).keys()].map((at) => [at < 10 ? `s${at}` : `n${at - 10}`, { at }]),
  );
  return (known) => {
    let flat = "";
    let next = 0;
    for (const fact in known) {
      const { at, fields } = facts.get(fact);
      if (at !== next) flat += "@" + at + "\n";
      next = at + 1;
      flat += written(known[fact], fields);
    }
    // A unit of UTF-16 is at most three bytes of UTF-8. Where the memory grew, the view has ended and has no length.
    const bytes = flat.length * 3;
    if (room.length < bytes) room = new Uint8Array(memory.buffer, glue.room(bytes), bytes);
    const found = glue.judge(catalogue, encoder.encodeInto(flat, room).written);
    const matching = [];
    for (let at = 0; at < found.length; at += 2) matching.push(ids[found[at]]);
    return matching;
  };
}

/** A value as the module reads it: `slots` in benches/src/lib.rs. `fields` are those of records. */
function written(value, fields) {
  switch (typeof value) {
    case "string":
      if (value.includes("\n")) throw new Error("a text of several lines can't be given");
      return "=" + value + "\n";
    case "number":
      return ":" + value + "\n";
    case "boolean":
      return value ? "+\n" : "-\n";
    case "undefined":
      return "?\n";
  }
  if (value === null) return "!\n";
  if (Array.isArray(value)) {
    let flat = "[" + value.length + "\n";
    for (const item of value) flat += written(item, fields);
    return flat;
  }
  let flat = "{" + fields.length + "\n";
  let alike = 0;
  for (let at = 0; at < fields.length; at += 1) {
    const field = value[fields[at]];
    alike += 1;
    if (field != null) flat += written(field);
    else if (at + 1 < fields.length && value[fields[at + 1]] === field) continue;
    else flat += (field === null ? "!" : "?") + alike + "\n";
    alike = 0;
  }
  return flat;
}

async function jsonLogic(_, { rules }) {
  const { LogicEngine } = await import("json-logic-engine");
  const engine = new LogicEngine();
  const operators = { "==": "===", "!=": "!==", ">": ">" };
  const compiled = rules.map(({ id, conditions }) => {
    const and = conditions.map(([fact, operator, value]) => ({
      [operators[operator]]: [{ var: fact }, value],
    }));
    return [id, engine.build({ and })];
  });
  return (facts) => {
    const matching = [];
    for (const [id, matches] of compiled) if (matches(facts)) matching.push(id);
    return matching;
  };
}

const asExpression = (fact) => (value) =>
  value.map(([name, operator, literal]) => `${fact(name)} ${operator} ${JSON.stringify(literal)}`);

async function celJs(_, { rules, facts }) {
  const { Environment } = await import("@marcbachmann/cel-js");
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  const compiled = rules.map(({ id, conditions }) => [
    id,
    environment.parse(asExpression((name) => name)(conditions).join(" && ")),
  ]);
  const ints = Object.keys(facts).filter((name) => typeof facts[name] === "number");
  return (known) => {
    const values = { ...known };
    for (const name of ints) values[name] = BigInt(known[name]);
    const matching = [];
    for (const [id, matches] of compiled) {
      try {
        if (matches(values)) matching.push(id);
      } catch {
        // A fact that is not known is an error here.
      }
    }
    return matching;
  };
}

async function zen(_, { rules }) {
  const zen = await import("@gorules/zen-engine-wasm/dist/zen_engine_wasm.js");
  const module = import.meta.resolve("@gorules/zen-engine-wasm/dist/zen_engine_wasm_bg.wasm");
  await zen.default({ module_or_path: await readFile(new URL(module)) });
  const expressions = rules.map(({ id, conditions }) => [
    id,
    asExpression((name) => name)(conditions).join(" and "),
  ]);
  return (facts) => {
    const context = new zen.Variable(facts);
    const matching = [];
    for (const [id, expression] of expressions) {
      if (context.evaluateExpression(expression) === true) matching.push(id);
    }
    context.free();
    return matching;
  };
}

async function cedar(name, { rules }) {
  const cedar = await import("@cedar-policy/cedar-wasm/nodejs");
  const policy = ({ id, conditions }) => [
    id,
    `permit(principal, action, resource) when { ${asExpression((fact) => `context.${fact}`)(conditions).join(" && ")} };`,
  ];
  const staticPolicies = Object.fromEntries(rules.map(policy));
  cedar.preparsePolicySet(name, { staticPolicies });
  const request = {
    principal: { type: "User", id: "one" },
    action: { type: "Action", id: "judge" },
    resource: { type: "Case", id: "one" },
    entities: [],
    preparsedPolicySetId: name,
  };
  return (facts) => {
    const answer = cedar.statefulIsAuthorized({ ...request, context: facts });
    return answer.response.diagnostics.reason.sort();
  };
}

async function jsonRules(_, { rules }) {
  const { Engine } = await import("json-rules-engine");
  const engine = new Engine([], { allowUndefinedFacts: true });
  const operators = { "==": "equal", "!=": "notEqual", ">": "greaterThan" };
  for (const { id, conditions } of rules) {
    const all = conditions.map(([fact, operator, value]) => ({
      fact,
      operator: operators[operator],
      value,
    }));
    engine.addRule({ conditions: { all }, event: { type: id } });
  }
  return async (facts) => {
    const { events } = await engine.run(facts);
    return events.map((event) => event.type).sort();
  };
}
