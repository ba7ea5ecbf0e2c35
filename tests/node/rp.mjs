// A relying party on stock @grpc/grpc-js: `node rp.mjs rp.proto host:port KEY` prints what it met, as JSON.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [proto, authority, key] = process.argv.slice(2);
const definition = loader.loadSync(proto, {
  keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true,
});
const { Requests } = grpc.loadPackageDefinition(definition).autheid.rp;
const client = new Requests(authority, grpc.credentials.createInsecure());

/** One unary call; what is refused is told as code, details and the trailer retry-after. */
function call(method, message, bearer = key) {
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${bearer}`);
  return new Promise((resolve) => {
    client[method](message, metadata, { deadline: Date.now() + 30_000 }, (error, answer) => {
      resolve(error
        ? { code: error.code, details: error.details, retryAfter: error.metadata.get('retry-after') }
        : answer);
    });
  });
}

const asked = { type: 'AUTHENTICATION', email: 'approve+0s@example.com', title: 'Node' };
const created = await call('Create', asked);
const result = await call('GetResult', { request_id: created.request_id });
const invalid = await call('Create', { ...asked, title: '' });
const unknown = await call('Create', asked, 'nobody');
const busy = { ...asked, email: 'busy@example.net' };
await call('Create', busy);
const exhausted = await call('Create', busy);
console.log(JSON.stringify({ created, result, invalid, unknown, exhausted }));
client.close();
