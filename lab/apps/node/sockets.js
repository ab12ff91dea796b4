// The `ws` side of the broadcast experiment. A client that says `go#N` causes the broadcast of that text, directly or,
// with REDIS_PORT set, by way of one Redis channel as several processes would share it.
'use strict';

const { WebSocketServer } = require('ws');
const PAYLOAD = 'x'.repeat(100);
const server = new WebSocketServer({
  port: Number(process.env.PORT), host: '127.0.0.1', path: '/ws', backlog: 2048, perMessageDeflate: false,
});

function tellEverybody(text) {
  for (const socket of server.clients) socket.send(text);
}

let broadcast = tellEverybody;
if (process.env.REDIS_PORT) {
  const Redis = require('ioredis');
  const [publisher, subscriber] = [0, 1].map(() => new Redis(Number(process.env.REDIS_PORT), '127.0.0.1'));
  subscriber.subscribe('everybody');
  subscriber.on('message', (channel, text) => tellEverybody(text));
  broadcast = (text) => publisher.publish('everybody', text);
}

server.on('connection', (socket) => {
  socket.on('message', (message) => broadcast(PAYLOAD + message.toString().slice(2)));
});
