// Every engine in one form: `prepare(name, workload)` takes rules and gives a function from facts to the ids that match.
import { readFile } from "node:fs/promises";

import { Room } from "./flat.mjs";

const WORKLOADS = new URL("./dist/workloads/", import.meta.url);

/** The rules, the facts and the ids that have to match. */
export async function readWorkload(name) {
  return JSON.parse(await readFile(new URL(`${name}.json`, WORKLOADS), "utf8"));
}

/** Whether it makes code at run time, which a page's Content-Security-Policy has to allow. */
export const NEEDS_UNSAFE_EVAL = new Set(["json-logic-engine"]);

/** The facts of the workloads that all are given. */
const TEXTS_AND_NUMBERS = ["s", "n"].flatMap((kind) =>
  [...Array(10).keys()].map((at) => [kind + at]),
);

export const ENGINES = {
  "why401-engine": why401,
  "json-logic-engine": jsonLogic,
  "cel-js": celJs,
  "zen-engine-wasm": zen,
  "cedar-wasm": cedar,
  "json-rules-engine": jsonRules,
};

async function why401(name, workload) {
  const glue = await import("./dist/engine/why401_bench.js");
  const { memory } = await glue.default({
    module_or_path: await readFile(new URL("./dist/engine/why401_bench_bg.wasm", import.meta.url)),
  });
  const catalogue = glue.load(await readFile(new URL(`${name}.logic`, WORKLOADS)), workload.types);
  const ids = glue.ids(catalogue).split("\n");
  const schema = workload.schema ?? TEXTS_AND_NUMBERS;
  const facts = new Map(schema.map(([fact, fields], number) => [fact, { number, fields }]));
  const room = new Room(memory, glue.room);
  return (known) => {
    room.at = 0;
    for (const fact in known) {
      const { number, fields } = facts.get(fact);
      room.fact(number, known[fact], fields);
    }
    const found = glue.judge(catalogue, room.at);
    const told = room.told(found * 3);
    const matching = [];
    for (let at = 0; at < found * 3; at += 3) matching.push(ids[told[at] | (told[at + 1] << 8)]);
    return matching;
  };
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
