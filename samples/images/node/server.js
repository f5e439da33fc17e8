const http = require('node:http');

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    response.setHeader('Content-Type', 'text/plain');
    response.end(`node ${request.method} ${request.url}: ${Buffer.concat(parts)}`);
  });
});

server.listen(process.env.PORT, '127.0.0.1');
process.on('SIGTERM', () => server.close());
