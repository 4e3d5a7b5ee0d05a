import { createRequire } from "node:module";

import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";

import { compileInParts } from "./scripts/build/compileInParts.ts";
import { suiteTasks } from "./tasks/index.ts";

const require = createRequire(import.meta.url);

/** The compiler's own sequence without its function specializer, which copies functions and grows bytecode by a sixth. */
const optimizerSteps =
  "dhfoDgvulfnTUtnIf[xa[r]EscLMcCTUtTOntnfDIulLculVcul [j]Tpeulxa[rul]xa[r]cLgvifCTUca[r]LSsTOtfDnca[r]Iulc]" +
  "jmul[jul] VcTOcul jmul:fDnTOcmu";

/** Muster's own contracts. The compiler comes from npm, so a build needs no download. */
const ours = {
  version: "0.8.37",
  path: require.resolve("solc/soljson.js"),
  settings: {
    viaIR: true,
    evmVersion: "osaka",
    optimizer: {
      enabled: true,
      runs: 200,
      details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps } },
    },
  },
};

/** Chainlink pins its pragma, and its open-pragma helpers must not drift to our compiler. */
const chainlink = {
  version: "0.8.19",
  path: require.resolve("solc-0.8.19/soljson.js"),
  settings: { evmVersion: "paris", optimizer: { enabled: true, runs: 500 } },
};

/** `npm run test:deep` looks longer for a counterexample. */
const isDeep = process.env.MUSTER_DEEP === "1";

const vrf = "@chainlink/contracts/src/v0.8/vrf";

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers, compileInParts],
  tasks: suiteTasks,
  solidity: {
    profiles: {
      default: {
        compilers: [ours, chainlink],
        overrides: { [`${vrf}/testhelpers/VRFTestHelper.sol`]: chainlink },
      },
    },
    npmFilesToBuild: [
      "@openzeppelin/contracts/access/manager/AccessManager.sol",
      `${vrf}/dev/VRFCoordinatorV2_5.sol`,
      `${vrf}/dev/BlockhashStore.sol`,
      `${vrf}/testhelpers/VRFTestHelper.sol`,
    ],
  },
  typechain: { outDir: "./typechain-types", tsNocheck: true },
  paths: {
    ignition: ".",
    tests: { mocha: "./test", solidity: "./test/solidity" },
  },
  test: {
    mocha: { timeout: 120_000, parallel: true, jobs: 2 },
    solidity: isDeep
      ? { fuzz: { runs: 20_000 }, invariant: { runs: 512, depth: 128, failOnRevert: true } }
      : { fuzz: { runs: 256 }, invariant: { runs: 32, depth: 48, failOnRevert: true } },
  },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "osaka" },
    // A chain whose clock goes on by itself, as real ones do: for the demo and for rehearsals.
    demo: {
      type: "edr-simulated",
      chainType: "l1",
      hardfork: "osaka",
      accounts: { count: 60 },
      allowBlocksWithSameTimestamp: true,
      mining: { auto: true, interval: 500 },
      // As other nodes do: a callback that runs out of its own gas does not make the transaction impossible.
      gasEstimationMode: "topLevelSuccess",
    },
    localhost: { type: "http", chainType: "l1", url: process.env.MUSTER_RPC_URL ?? "http://127.0.0.1:8545" },
    sepolia: {
      type: "http",
      chainType: "l1",
      url: configVariable("SEPOLIA_RPC_URL"),
      accounts: [configVariable("SEPOLIA_PRIVATE_KEY")],
    },
  },
});
