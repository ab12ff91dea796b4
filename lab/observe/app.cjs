// A Node.js server that waits as long as its path says, with the access log of pino-http on standard output.
const http = require("node:http");
const log = require("pino-http")();

http.createServer((request, response) => {
  log(request, response);
  const last = request.url.split("/").pop();
  const wait = /^\d+$/.test(last) ? Math.min(Number(last), 2000) : 0;
  setTimeout(() => response.end("ok\n"), wait);
}).listen(Number(process.argv[2]), "127.0.0.1");
