// The plain `http` server. CLUSTER=n forks n processes; HEAVY=worker sends the CPU-bound request to worker threads;
// THREADS=n keeps n idle worker threads; DATA names the library that reads the database (pg, knex, sequelize, typeorm).
'use strict';

const cluster = require('node:cluster');
const http = require('node:http');
const { Worker } = require('node:worker_threads');
const { HELLO, heavy, wait } = require('./work');

const n_processes = Number(process.env.CLUSTER || 0);
if (n_processes && cluster.isPrimary) {
  for (let i = 0; i < n_processes; i++) cluster.fork();
  process.on('SIGTERM', () => process.exit(0));
} else {
  serve();
}

// Two worker threads, asked in turn; each answers in the order it was asked.
function workerPool(size) {
  const pool = Array.from({ length: size }, () => {
    const waiting = [];
    const worker = new Worker(require.resolve('./worker'));
    worker.on('message', (value) => waiting.shift()(value));
    return { worker, waiting };
  });
  let next = 0;
  return () => new Promise((resolve) => {
    const { worker, waiting } = pool[next++ % size];
    waiting.push(resolve);
    worker.postMessage('go');
  });
}

async function serve() {
  const data = process.env.DATA ? await require('./data/' + process.env.DATA)() : {};
  const inWorker = process.env.HEAVY === 'worker' || process.env.THREADS
    ? workerPool(Number(process.env.THREADS || 2)) : null;
  const routes = {
    '/hello': () => HELLO,
    '/wait': async () => { await wait(); return HELLO; },
    '/heavy': async () => ({ total: inWorker ? await inWorker() : heavy() }),
    '/row': data.row,
    '/db-wait': data.sleep && (async () => { await data.sleep(); return HELLO; }),
    '/report': data.report && (async () => ({ rows: await data.report() })),
    '/eager': data.eager && (async () => ({ rows: await data.eager() })),
    '/naive': data.naive && (async () => ({ rows: await data.naive() })),
  };
  const server = http.createServer((request, response) => {
    const answer = routes[request.url];
    if (!answer) { response.writeHead(404); response.end('{}'); return; }
    Promise.resolve(answer()).then(
      (value) => send(response, 200, value),
      (error) => { console.error(error); send(response, 500, {}); },
    );
  });
  server.listen(Number(process.env.PORT), '127.0.0.1', 2048);
}

function send(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
