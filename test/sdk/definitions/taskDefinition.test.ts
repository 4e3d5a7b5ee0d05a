import { expect } from "chai";
import { hexlify, toUtf8Bytes } from "ethers";

import {
  decodeTaskDefinition,
  encodeTaskDefinition,
  TaskDefinitionMalformedError,
} from "../../../sdk/definitions/taskDefinition.ts";

describe("taskDefinition", () => {
  const content = { url: "https://data.example/a.js", sha256: "ab".repeat(32) };
  const written = {
    kind: "weather.mean",
    program: { source: "main = () => 1" },
    input: { city: "Köln", days: [1, 2] },
  };
  const fetched = { kind: "sum", program: content, input: null, data: content };
  const version = 1;
  const bytesOf = (value: unknown) => hexlify(toUtf8Bytes(JSON.stringify(value)));

  for (const [name, definition] of Object.entries({ "a program written out": written, "fetched content": fetched })) {
    it(`reads back ${name}`, () => {
      expect(decodeTaskDefinition(encodeTaskDefinition(definition))).to.deep.equal(definition);
    });
  }

  const malformed: [string, string, string][] = [
    ["text that is not hex", "definition", "it is not hex"],
    ["bytes that are not JSON", "0x1234", "it is not JSON in UTF-8"],
    ["bytes that are not UTF-8", "0xff", "it is not JSON in UTF-8"],
    ["a list", bytesOf([]), "the definition is no object"],
    ["another version", bytesOf({ version: 2, ...written }), "version 2 is not 1"],
    ["a missing field", bytesOf({ version, kind: "sum", program: content }), "the definition lacks input"],
    ["an unknown field", bytesOf({ version, ...written, price: 1 }), "the definition has an unknown field price"],
    ["a kind that is no name", bytesOf({ version, ...written, kind: "Sum!" }), "its kind is no name"],
    [
      "a source that is no text",
      bytesOf({ version, ...written, program: { source: 1 } }),
      "its program's source is no text",
    ],
    [
      "a program without a hash",
      bytesOf({ version, ...written, program: { url: content.url } }),
      "program lacks sha256",
    ],
    [
      "a file address",
      bytesOf({ version, ...fetched, data: { ...content, url: "file:///etc/passwd" } }),
      "the url of data is no address on the web",
    ],
    [
      "a hash in capitals",
      bytesOf({ version, ...fetched, data: { ...content, sha256: "AB".repeat(32) } }),
      "the sha256 of data is not 64 lower-case hex digits",
    ],
  ];
  for (const [name, bytes, reason] of malformed) {
    it(`refuses ${name}`, () => {
      expect(() => decodeTaskDefinition(bytes))
        .to.throw(TaskDefinitionMalformedError)
        .with.property("reason", reason);
    });
  }

  it("refuses to write what it could not read", () => {
    expect(() => encodeTaskDefinition({ ...written, kind: "" }))
      .to.throw(TaskDefinitionMalformedError)
      .with.property("reason", "its kind is no name");
  });
});
