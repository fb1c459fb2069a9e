// How long it takes in a fresh process from `import` to the first answer: `node start.mjs ENGINE`, in milliseconds. On a busy
// machine the clock counts the others' work too; the processor's time then is the better measure.
const name = process.argv[2];
// The clock is loaded at its first use, which is not what is measured.
const start = performance.now();
const cpu = process.cpuUsage();
if (name === "why401") {
  const { diagnose } = await import("../pkg/dist/node.js");
  const paste = "HTTP/1.1 401 Unauthorized\nServer: Microsoft-IIS/5.0\nWWW-Authenticate: NTLM\n\n";
  const report = await diagnose(paste, { now: 0 });
  if (report.cases.length !== 1) throw new Error("there is no report");
} else {
  const { ENGINES, readWorkload } = await import("./engines.mjs");
  const workload = await readWorkload("rare-100");
  const judge = await ENGINES[name]("rare-100", workload);
  const found = await judge(workload.facts);
  if (found.length !== 2) throw new Error(`${name} found ${found.join()}`);
}
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
console.log(Math.min(wall, (user + system) / 1_000));
