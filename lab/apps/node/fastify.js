// The same answers through Fastify, as its guide writes them.
'use strict';
const { HELLO, wait } = require('./work');
const app = require('fastify')();
app.get('/hello', async () => HELLO);
app.get('/wait', async () => { await wait(); return HELLO; });
app.listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 2048 });
