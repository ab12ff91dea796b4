// The bare driver: only the wait inside the database, for the pool experiment. DB_POOL absent: the library's default.
'use strict';
const { Pool } = require('pg');
const { config } = require('./shape');

module.exports = async () => {
  const pool = new Pool(config());
  return { sleep: () => pool.query('select pg_sleep(0.1)') };
};
