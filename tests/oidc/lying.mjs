// A provider that says what it is told to. node lying.mjs FOLDER-OF-MODULES; it says its address, then serves.
// POST /lie {"claims": {...}, "without": [...], "sign": "other key" | "none" | "client secret" | "public key"}: about the next ID tokens.
import { createHmac, createPublicKey, createSign, generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { OAuth2Server } = createRequire(pathToFileURL(`${folder}/package.json`))("oauth2-mock-server");
const server = new OAuth2Server();
const key = await server.issuer.keys.generate("RS256");
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
const mac = (text, secret) => createHmac("sha256", secret).update(text).digest("base64url");
let lie = {};

function signed(token) {
  const [head, body] = token.split(".");
  const said = JSON.parse(Buffer.from(head, "base64url"));
  const under = (alg) => `${encode({ ...said, alg })}.${body}`;
  if (lie.sign === "other key") return `${head}.${body}.${createSign("sha256").update(`${head}.${body}`).sign(stranger, "base64url")}`;
  if (lie.sign === "none") return `${under("none")}.`;
  if (lie.sign === "client secret") return `${under("HS256")}.${mac(under("HS256"), "a secret between the two")}`;
  if (lie.sign === "public key") {
    const known = createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" });
    return `${under("HS256")}.${mac(under("HS256"), known)}`;
  }
  return token;
}

server.service.on("beforeTokenSigning", ({ payload }) => {
  if (payload.aud === undefined) return;    // the access token
  Object.assign(payload, { email: "nina@example.com", email_verified: true, name: "Nina" }, lie.claims);
  for (const name of lie.without ?? []) delete payload[name];
});
server.service.on("beforeResponse", ({ body }) => { body.id_token = signed(body.id_token); });
server.service.requestHandler.post("/lie", (request, response) => { lie = request.body; response.sendStatus(204); });
await server.start(0, "localhost");
console.log(server.issuer.url);
