// The same computing tasks in Node.js, with typed arrays where that is the idiom and with array methods beside them.
// `compute.js tasks` prints milliseconds of CPU by task, `compute.js threads` the speed-up of two worker threads over one.
'use strict';

const { readFileSync } = require('node:fs');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const N = 2_000_000;
const SIDE = 300;

function loop() {
  let total = 0;
  for (let i = 0; i < N; i++) total += i & 1 ? (i % 7) * 1.5 : i >> 3;
  return total;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const range = (n, make) => Array.from({ length: n }, (_, i) => make(i));

function clock(task, times) {
  for (let i = 0; i < 3; i++) task(); // the compiler needs to have seen it
  return median(range(times, () => {
    const start = process.cpuUsage();
    task();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }));
}

function tasks() {
  const objects = range(5_000, (i) => (
    { id: i, name: `object number ${i}`, tags: ['a', 'b', 'c'], score: i * 0.37, nested: { on: i % 2 === 0, x: i } }));
  const text = JSON.stringify(objects);
  const rows = range(200_000, (i) => ({ group: i % 97, amount: (i * 7919) % 1000, open: i % 3 !== 0 }));
  const plain = range(N, (i) => i);
  const floats = Float64Array.from(plain);
  const keys = Int32Array.from(plain, (i) => (i * 31) % 1000);
  const left = Float64Array.from(range(SIDE * SIDE, (n) => ((Math.floor(n / SIDE) * (n % SIDE)) % 10) + 0.5));

  const groupObjects = () => {
    const sums = new Map();
    for (const row of rows) if (row.open) sums.set(row.group, (sums.get(row.group) || 0) + row.amount);
    return [...sums].sort((a, b) => b[1] - a[1]);
  };
  const vector = () => {
    let total = 0;
    for (let i = 0; i < N; i++) total += Math.sqrt(1.5 * floats[i] + 2);
    return total;
  };
  const vectorMethods = () => plain.map((x) => Math.sqrt(1.5 * x + 2)).reduce((a, b) => a + b, 0);
  const groupSum = () => {
    const sums = new Float64Array(1000);
    for (let i = 0; i < N; i++) sums[keys[i]] += floats[i];
    return sums;
  };
  const groupSumMap = () => {
    const sums = new Map();
    for (let i = 0; i < N; i++) sums.set(keys[i], (sums.get(keys[i]) || 0) + floats[i]);
    return sums;
  };
  const matmul = () => {
    const product = new Float64Array(SIDE * SIDE);
    for (let i = 0; i < SIDE; i++) {
      for (let k = 0; k < SIDE; k++) {
        const a = left[i * SIDE + k];
        for (let j = 0; j < SIDE; j++) product[i * SIDE + j] += a * left[k * SIDE + j];
      }
    }
    return product;
  };

  const all = {
    loop, 'json encode': () => JSON.stringify(objects), 'json decode': () => JSON.parse(text), 'group objects': groupObjects,
    vector, 'vector, array methods': vectorMethods, 'group sum': groupSum, 'group sum, Map': groupSumMap, matmul,
  };
  return Object.fromEntries(Object.entries(all).map(([name, task]) => [name, clock(task, 5)]));
}

// Long enough that starting a message does not weigh.
function longLoop() {
  let total = 0;
  for (let i = 0; i < 40; i++) total += loop();
  return total;
}

// Milliseconds the task took this thread, less those it stood in the queue for a core that others had.
function unhindered(task) {
  const waited = () => Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  const [start, before] = [performance.now(), waited()];
  task();
  return performance.now() - start - (waited() - before);
}

async function speedUp() {
  const workers = [0, 1].map(() => new Worker(__filename));
  const ask = (worker) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage('go'); });
  await Promise.all(workers.map(ask));
  const alone = await ask(workers[0]) + await ask(workers[0]);
  const together = Math.max(...await Promise.all(workers.map(ask)));
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { loop: alone / together };
}

if (!isMainThread) parentPort.on('message', () => parentPort.postMessage(unhindered(longLoop)));
else if (process.argv[2] === 'tasks') console.log(JSON.stringify(tasks()));
else speedUp().then((figures) => console.log(JSON.stringify(figures)));
