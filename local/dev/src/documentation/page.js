// Shows /openapi.json. Texts go into the page as texts, never as markup.
"use strict";

/** An element with attributes and children; a text is a text node. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A text in which `words` between backticks are code. */
function prose(text) {
  const parts = (text || "").split("`");
  return parts.map((part, at) => (at % 2 ? make("code", null, part) : part));
}

class Schemas {
  constructor({ schemas, examples }) {
    this.all = schemas;
    this.examples = examples;
  }

  /** The schema that a reference stands for, with what is said beside it. */
  resolved(schema) {
    if (!schema || !schema.$ref) return schema || {};
    const { $ref, ...beside } = schema;
    return { ...this.resolved(this.all[$ref.split("/").pop()]), ...beside };
  }

  /** The same without the null that an optional field may be. */
  meant(schema) {
    const known = this.resolved(schema);
    const either = (known.anyOf || []).filter((one) => one.type !== "null");
    if (known.anyOf && either.length === 1) {
      const { anyOf, ...beside } = known;
      return { ...this.meant(either[0]), ...beside };
    }
    return known;
  }

  type(schema) {
    const known = this.meant(schema);
    const words = this.words(known);
    if (words) return words.map((word) => `"${word}"`).join(", ");
    const types = [].concat(known.type || []).filter((type) => type !== "null");
    const either = (known.anyOf || []).filter((one) => one.type !== "null");
    types.push(...either.map((one) => this.type(one)));
    if (known.type === "array") return `array of ${this.type(known.items)}`;
    return [...new Set(types)].join(" or ") || "any";
  }

  /** The values of a closed list. */
  words(schema) {
    if (schema.const !== undefined) return [schema.const];
    if (schema.enum) return schema.enum;
    const each = (schema.oneOf || []).map((one) => one.const);
    return each.length && each.every((word) => word !== undefined) ? each : null;
  }

  limits(schema) {
    const known = this.meant(schema);
    const said = [];
    const bytes = [known, ...(known.anyOf || [])].map((one) => one["x-max-bytes"]).find(Boolean);
    if (known.minLength) said.push(`at least ${known.minLength} character`);
    if (bytes) said.push(`at most ${bytes} bytes`);
    if (["date-time", "password"].includes(known.format)) said.push(known.format);
    if (known.pattern?.startsWith("^") && known.pattern.length <= 40) said.push(known.pattern);
    return said.join("; ");
  }

  /** Rows of an object: its members, and theirs, with dots between. */
  rows(schema, before = "") {
    const known = this.meant(schema);
    const shapes = [known, ...(known.anyOf || []).map((one) => this.meant(one))];
    const rows = new Map();
    for (const shape of shapes) {
      for (const [name, member] of Object.entries(shape.properties || {})) {
        const needed = shapes.every((one) => !one.properties || (one.required || []).includes(name));
        const known = rows.get(name);
        const either = known ? [...(known.member.anyOf || [known.member]), member] : null;
        rows.set(name, { name: before + name, member: either ? { anyOf: either } : member, needed });
      }
    }
    const sorted = [...rows.values()].sort((a, b) => b.needed - a.needed);
    return sorted.flatMap((row) => {
      const item = this.meant(row.member);
      const below = item.type === "array" ? this.rows(item.items, `${row.name}[].`) : this.rows(item, `${row.name}.`);
      return [row, ...below];
    });
  }
}

function table(heads, rows) {
  const head = make("tr", null, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map((cells) => make("tr", null, ...cells.map((cell) => make("td", null, ...[].concat(cell)))));
  return make("table", null, make("thead", null, head), make("tbody", null, ...body));
}

function fields(schemas, schema) {
  const rows = schemas.rows(schema);
  if (!rows.length) return make("p", { class: "faint" }, "It has no fields.");
  return table(["Field", "Value", "What it is"], rows.map(({ name, member, needed }) => {
    const limits = schemas.limits(member);
    const value = [schemas.type(member), limits ? make("span", { class: "faint" }, ` (${limits})`) : null];
    const what = prose(schemas.meant(member).description);
    const mark = needed ? [make("code", null, name), make("span", { class: "needed", title: "required" }, " *")] : [make("code", null, name)];
    return [mark, value.filter(Boolean), what];
  }));
}

/**
 * Where the functions are, in the words of the stack: what signs a callback is this address to the letter, under
 * whatever name the page was opened.
 */
const FUNCTIONS = `${location.protocol}//127.0.0.1:${location.port || 80}`;

/** One way to send it from a shell. */
function curl(method, path, operation) {
  const url = `${FUNCTIONS}${path.replace("{id}", "$ID")}`;
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}"${url}"`];
  const setup = [];
  if (operation.security.some((one) => one.bearer)) {
    lines.push('-H "Authorization: Bearer $TOKEN"');
  } else {
    setup.push("NOW=$(date +%s)", `SIGNATURE=$(printf %s "${url}|$NOW|LocalCallbackKey1" | md5sum | cut -c -32)`);
    lines.push('-H "X-VOD-TIMESTAMP: $NOW"', '-H "X-VOD-SIGNATURE: $SIGNATURE"');
  }
  if (operation.parameters.some((one) => one.in === "header")) lines.push('-H "X-Upload-Ticket: $TICKET"');
  const examples = operation.requestBody?.content["application/json"].examples;
  const example = examples && (examples.smallest || Object.values(examples)[0]).value;
  if (example) lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(example)}'`);
  return make("pre", { tabindex: "0" }, [...setup, lines.join(" \\\n  ")].join("\n"));
}

function refusals(examples, responses) {
  const known = ({ $ref }) => examples[$ref.split("/").pop()].value;
  const rows = Object.entries(responses).filter(([status]) => status !== "200").flatMap(([status, response]) =>
    Object.entries(response.content["application/json"].examples).map(([code, example]) =>
      [status, make("code", null, code), known(example).Message]));
  return table(["Status", "Code", "Message, for example"], rows);
}

function operationOf(schemas, method, path, operation) {
  const body = operation.requestBody;
  const answer = operation.responses["200"];
  const json = (part) => part.content["application/json"];
  const shown = [
    make("h2", null, make("span", { class: `method ${method}` }, method), make("code", null, path)),
    make("p", null, operation.summary, ". ", make("code", { class: "faint" }, operation.operationId)),
    make("p", null, ...prose(operation.description)),
    make("h3", null, "Try it"), curl(method, path, operation),
  ];
  if (operation.parameters.length) {
    shown.push(make("h3", null, "Parameters"), table(["Name", "Value", "What it is"], operation.parameters.map((one) => [
      [make("code", null, one.name), one.required ? make("span", { class: "needed", title: "required" }, " *") : ""],
      `${one.in}: ${schemas.type(one.schema)}`, prose(one.description),
    ])));
  }
  if (body) {
    shown.push(make("h3", null, body.required ? "Body" : "Body, may be left out"), fields(schemas, json(body).schema));
  }
  shown.push(make("details", null, make("summary", null, "Answer"), make("p", null, answer.description),
    fields(schemas, json(answer).schema),
    make("pre", { tabindex: "0" }, JSON.stringify(json(answer).example, null, 2))));
  shown.push(make("details", null, make("summary", null, "Errors"), refusals(schemas.examples, operation.responses)));
  return make("article", { id: operation.operationId }, ...shown);
}

function show(api) {
  const schemas = new Schemas(api.components);
  document.getElementById("summary").append(api.info.summary);
  document.getElementById("version").append(`version ${api.info.version}, OpenAPI ${api.openapi}`);
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method.toUpperCase(), path, operation]));
  // The functions stand in the order in which an upload meets them.
  const place = ([, , operation]) => api.tags.findIndex((tag) => tag.name === operation.tags[0]);
  operations.sort((a, b) => place(a) - place(b));
  const links = operations.map(([method, path, operation]) => make("li", null,
    make("a", { href: `#${operation.operationId}` },
      make("span", { class: `method ${method}` }, method), make("code", null, path))));
  document.getElementById("contents").append(make("ul", null, ...links));
  const main = document.getElementById("operations");
  main.append(make("p", null, ...prose(api.info.description)),
    make("p", null, "Ways to say who calls: ", ...prose(api.components.securitySchemes.bearer.description),
      " ", ...prose(api.components.securitySchemes.apiKey.description)),
    make("h3", null, "A token for the local stack"),
    make("pre", { tabindex: "0" }, "TOKEN=$(cargo run --quiet --package vodup -- token --sub user-1)"),
    ...operations.map((one) => operationOf(schemas, ...one)));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

fetch("/openapi.json")
  .then((response) => response.json())
  .then(show)
  .catch((error) => document.getElementById("operations").append(make("p", null, `openapi.json cannot be shown: ${error}`)));
