import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect } from "chai";

import { findArrowViolations } from "../../scripts/checks/arrows.ts";

describe("findArrowViolations", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "muster-arrows-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function write(file: string, ...lines: string[]): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), lines.join("\n"));
  }

  describe("when every import follows the arrows", () => {
    it("finds nothing", () => {
      write("contracts/types/A.sol", 'import {B} from "./B.sol";');
      write("contracts/libraries/A.sol", 'import {A} from "../types/A.sol";', 'import {B} from "./B.sol";');
      write("contracts/interfaces/IA.sol", 'import {A} from "../libraries/A.sol";');
      write(
        "contracts/core/A.sol",
        'import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";',
        'import "./B.sol";',
      );
      write(
        "contracts/lifecycles/jobs/A.sol",
        'import {B} from "./B.sol";',
        'import {IA} from "../../interfaces/IA.sol";',
      );
      write("contracts/adapters/A.sol", 'import {VRF} from "@chainlink/contracts/src/v0.8/vrf/VRF.sol";');
      write(
        "contracts/periphery/Lens.sol",
        'import {A} from "../core/A.sol";',
        'import {B} from "../lifecycles/jobs/B.sol";',
      );
      write("sdk/a.ts", 'import type { A } from "../typechain-types/index.ts";', 'import { readFile } from "node:fs";');
      write("services/a.ts", 'import { a } from "../sdk/a.ts";');
      write("examples/a.ts", 'import { a } from "../services/a.ts";');
      write("tasks/a.ts", 'import { a } from "../scripts/a.ts";');
      write("scripts/demo/a.ts", 'import { a } from "../../examples/a.ts";');
      write("circuits/a.circom", 'include "circomlib/circuits/poseidon.circom";', 'include "./b.circom";');

      expect(findArrowViolations(root)).to.deep.equal([]);
    });

    it("passes over imports in comments", () => {
      write(
        "contracts/types/A.sol",
        '// import {B} from "../core/B.sol";',
        "/*",
        ' import {B} from "../core/B.sol";',
        "*/",
      );

      expect(findArrowViolations(root)).to.deep.equal([]);
    });
  });

  describe("when Solidity looks the wrong way", () => {
    const forbidden: [file: string, specifier: string, reason: string][] = [
      ["contracts/types/A.sol", "../libraries/B.sol", "types may not look at libraries"],
      ["contracts/types/A.sol", "../interfaces/IB.sol", "types may not look at interfaces"],
      ["contracts/libraries/A.sol", "../interfaces/IB.sol", "libraries may not look at interfaces"],
      ["contracts/libraries/A.sol", "../core/B.sol", "libraries may not look at core"],
      ["contracts/interfaces/IA.sol", "../core/B.sol", "interfaces may not look at core"],
      ["contracts/core/A.sol", "../lifecycles/jobs/B.sol", "core may not look at lifecycles"],
      ["contracts/core/A.sol", "../adapters/B.sol", "core may not look at adapters"],
      ["contracts/core/A.sol", "../periphery/B.sol", "core may not look at periphery"],
      ["contracts/core/A.sol", "contracts/periphery/B.sol", "core may not look at periphery"],
      ["contracts/lifecycles/jobs/A.sol", "../../core/B.sol", "lifecycles may not look at core"],
      ["contracts/lifecycles/jobs/A.sol", "../dispatch/B.sol", "lifecycles may not look at another lifecycle"],
      ["contracts/adapters/A.sol", "../core/B.sol", "adapters may not look at core"],
      ["contracts/adapters/A.sol", "../periphery/B.sol", "adapters may not look at periphery"],
      ["contracts/core/A.sol", "@chainlink/contracts/B.sol", "only adapters may look at @chainlink"],
      ["contracts/periphery/A.sol", "@chainlink/contracts/B.sol", "only adapters may look at @chainlink"],
      ["contracts/periphery/A.sol", "../../test/solidity/B.sol", "contracts may not look at test"],
      ["contracts/helpers/A.sol", "../types/B.sol", "contracts/helpers is not a room of the house"],
    ];

    for (const [file, specifier, reason] of forbidden) {
      it(`reports that ${reason} when ${file} imports ${specifier}`, () => {
        write(file, "pragma solidity 0.8.37;", "", "import {", "    B", `} from "${specifier}";`);

        expect(findArrowViolations(root)).to.deep.equal([`${file}:5 ${reason} (${specifier})`]);
      });
    }
  });

  describe("when TypeScript looks the wrong way", () => {
    const forbidden: [file: string, specifier: string, reason: string][] = [
      ["sdk/a.ts", "../services/b.ts", "sdk may not look at services"],
      ["sdk/a.ts", "../scripts/b.ts", "sdk may not look at scripts"],
      ["services/a.ts", "../deployments/b.json", "services may not look at deployments"],
      ["services/a.ts", "../scripts/b.ts", "services may not look at scripts"],
      ["scripts/a.ts", "../tasks/b.ts", "scripts may not look at tasks"],
      ["scripts/deploy/a.ts", "../../test/b.ts", "scripts may not look at test"],
      ["tasks/a.ts", "../test/b.ts", "tasks may not look at test"],
      ["examples/a.ts", "../scripts/b.ts", "examples may not look at scripts"],
      ["services/a.ts", "../examples/b.ts", "services may not look at examples"],
    ];

    for (const [file, specifier, reason] of forbidden) {
      it(`reports that ${reason} when ${file} imports ${specifier}`, () => {
        write(file, "", `import { b } from "${specifier}";`);

        expect(findArrowViolations(root)).to.deep.equal([`${file}:2 ${reason} (${specifier})`]);
      });
    }

    it("sees types, re-exports, side effects and dynamic imports", () => {
      const at = "../../services/b.ts";
      write(
        "sdk/x/a.ts",
        `import type { B } from "${at}";`,
        `export * from "${at}";`,
        `import "${at}";`,
        `await import("${at}");`,
      );

      expect(findArrowViolations(root)).to.deep.equal(
        [1, 2, 3, 4].map((line) => `sdk/x/a.ts:${line} sdk may not look at services (${at})`),
      );
    });
  });

  describe("when a circuit looks outside", () => {
    it("reports everything but circomlib", () => {
      write("circuits/a.circom", 'include "../sdk/b.circom";', 'include "other/b.circom";');

      expect(findArrowViolations(root)).to.deep.equal([
        "circuits/a.circom:1 circuits may look at circomlib only (../sdk/b.circom)",
        "circuits/a.circom:2 circuits may look at circomlib only (other/b.circom)",
      ]);
    });
  });
});
