// Restate as a contestant: node restate_case.mjs MODULES INGRESS ADMIN [EVENTS DATABASE], as its documentation teaches
// sagas. One service with one handler; every effect is a ctx.run; a refusal is a TerminalError. With EVENTS, what
// keeping.py does: a record in PostgreSQL, written before and after each effect. The same rounds as playing.py.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

// The SDK wants Node 22; the one thing that it lacks on Node 20 is a shorthand of the language.
Promise.withResolvers ??= function () {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
};

const [modules, ingress, admin, events, database] = process.argv.slice(2);
const installed = createRequire(modules + "/");
const restate = installed("@restatedev/restate-sdk");

const parts = events ? JSON.parse(readFileSync(events, "utf8")) : {};
const pool = database ? new (installed("pg").Pool)({ connectionString: database, min: 8, max: 16 }) : null;
if (pool)
  await pool.query(
    "CREATE TABLE event (stream TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL," +
      " PRIMARY KEY (stream, seq))",
  );

async function keep(name, rows) {
  if (!pool) return;
  const column = (at) => rows.map((row) => row[at]);
  await pool.query({
    name: "keep",
    text: "INSERT INTO event SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING",
    values: [name, column(0), column(1), column(2)],
  });
}

const effect = (name, key) => async () => {
  await keep(key, parts[name]?.[0]);
  try {
    if (name === "step-6") throw new restate.TerminalError("no");
    return { ok: true };
  } finally {
    await keep(key, parts[name]?.[1]);
  }
};

const recovery = restate.service({
  name: "recovery",
  handlers: {
    run: async (ctx, key) => {
      const done = [];
      await ctx.run("assess", effect("assess", key));
      try {
        for (let number = 1; number <= 8; number++) {
          await ctx.run(`step-${number}`, effect(`step-${number}`, key));
          done.push(`step-${number}`);
        }
      } catch (trouble) {
        if (!(trouble instanceof restate.TerminalError)) throw trouble;
        for (const step of done.reverse()) await ctx.run(`${step}.undo`, effect(`${step}.undo`, key));
        await ctx.run("follow-up", effect("follow-up", key));
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
