import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const HARDHAT = fileURLToPath(new URL("../../node_modules/hardhat/dist/src/cli.js", import.meta.url));
const STARTED = /server at (http:\/\/127\.0\.0\.1:\d+)/;

/** A local chain as a process of its own. */
export interface LocalChain {
  readonly url: string;
  readonly child: ChildProcess;
}

/**
 * Starts a JSON-RPC node on a free port; its blocks come twice a second, and with each transaction.
 *
 * @param chainId Its id; Hardhat's default if left out.
 */
export async function startChain(chainId?: number): Promise<LocalChain> {
  const args = [HARDHAT, "node", "--network", "demo", "--hostname", "127.0.0.1", "--port", "0"];
  if (chainId !== undefined) args.push("--chain-id", String(chainId));
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let output = "";
    child.stderr.on("data", (chunk: Buffer) => (output += chunk));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      const [, url] = STARTED.exec(output) ?? [];
      if (!url) return;
      // Keep reading, or the node stops once the pipe is full; keep nothing.
      child.stdout.removeAllListeners("data").resume();
      resolve({ url, child });
    });
    child.once("exit", (code) => reject(new Error(`The chain ended with code ${code}:\n${output}`)));
  });
}
