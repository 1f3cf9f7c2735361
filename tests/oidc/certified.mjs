// The good path: the certified provider. node certified.mjs FOLDER-OF-MODULES REDIRECT-URI; it says its address, then serves.
// Whoever signs in as NAME is NAME@example.com, known here as the subject "id-NAME".
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, redirect] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(createRequire(`${folder}/package.json`).resolve("oidc-provider")));

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://localhost:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "kamerton", client_secret: "a secret between the two",
    redirect_uris: [redirect], post_logout_redirect_uris: [redirect],
  }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["a key of the tests"] },
  findAccount: (_context, name) => ({
    accountId: name,
    claims: () => ({ sub: `id-${name}`, email: `${name}@example.com`, email_verified: true, name: `${name} of the tests` }),
  }),
});
server.on("request", provider.callback());
console.log(issuer);
