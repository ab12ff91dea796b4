// The same answers through Express, as its guide writes them.
'use strict';
const express = require('express');
const { HELLO, wait } = require('./work');
const app = express();
app.get('/hello', (request, response) => { response.json(HELLO); });
app.get('/wait', async (request, response) => { await wait(); response.json(HELLO); });
require('node:http').createServer(app).listen(Number(process.env.PORT), '127.0.0.1', 2048);
