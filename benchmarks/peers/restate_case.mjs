// Restate as a contestant: node restate_case.mjs MODULES INGRESS ADMIN, as its documentation teaches sagas.
// One service with one handler; every effect is a ctx.run; a refusal is a TerminalError. The same rounds as playing.py.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

// The SDK wants Node 22; the one thing that it lacks on Node 20 is a shorthand of the language.
Promise.withResolvers ??= function () {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
};

const [modules, ingress, admin] = process.argv.slice(2);
const restate = createRequire(modules + "/")("@restatedev/restate-sdk");

const effect = (name) => async () => {
  if (name === "step-6") throw new restate.TerminalError("no");
  return { ok: true };
};

const recovery = restate.service({
  name: "recovery",
  handlers: {
    run: async (ctx) => {
      const done = [];
      await ctx.run("assess", effect("assess"));
      try {
        for (let number = 1; number <= 8; number++) {
          await ctx.run(`step-${number}`, effect(`step-${number}`));
          done.push(`step-${number}`);
        }
      } catch (trouble) {
        if (!(trouble instanceof restate.TerminalError)) throw trouble;
        for (const step of done.reverse()) await ctx.run(`${step}.undo`, effect(`${step}.undo`));
        await ctx.run("follow-up", effect("follow-up"));
      }
      return "closed";
    },
  },
});

const port = await restate.serve({ services: [recovery], port: 0 });
const registered = await fetch(`${admin}/deployments`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ uri: `http://127.0.0.1:${port}` }),
});
if (!registered.ok) throw new Error(await registered.text());

const steady = () => Number(process.hrtime.bigint()) / 1e9; // the machine's steady clock, as Python's time.monotonic

async function one(name) {
  const answer = await fetch(`${ingress}/recovery/run`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": name },
    body: JSON.stringify(name),
  });
  if (!answer.ok || (await answer.json()) !== "closed") throw new Error(`${name}: ${answer.status}`);
}

let rounds = 0;
async function round(atOnce, seconds) {
  const until = steady() + seconds, done = [], mark = `r${++rounds}`;
  const row = async (number) => {
    for (let count = 0; !count || steady() < until; count++) {
      const began = steady();
      await one(`${mark}-${number}-${count}`);
      const ended = steady();
      done.push([ended, (ended - began) * 1e3]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => row(number)));
  return done;
}

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const done = await round(asked.at_once, asked.seconds);
  console.log(JSON.stringify({ done, over: steady() }));
}
process.exit(0);
