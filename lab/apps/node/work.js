// What every Node.js server of the lab answers with: the fixed body, the wait, and the CPU-bound loop.
'use strict';

const WAIT_MS = 100;
const HELLO = { hello: 'world' };

const wait = () => new Promise((resolve) => setTimeout(resolve, WAIT_MS));

// A loop of plain arithmetic, calibrated by HEAVY_N to a fifth of a second.
function heavy() {
  let total = 0;
  const n = Number(process.env.HEAVY_N || 1);
  for (let i = 0; i < n; i++) total += (i % 7) * 1.5;
  return total;
}

module.exports = { HELLO, heavy, wait };
