// A worker thread that does the CPU-bound work whenever it is asked.
'use strict';
const { parentPort } = require('node:worker_threads');
const { heavy } = require('./work');
parentPort.on('message', () => parentPort.postMessage(heavy()));
