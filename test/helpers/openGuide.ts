import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect } from "chai";
import { JsonRpcProvider } from "ethers";

import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { keepProcesses } from "./childProcesses.ts";
import { followGuide } from "./followGuide.ts";
import { freePort } from "./freePort.ts";
import { readGuide } from "./readGuide.ts";

/** What a guide lets its reader choose. */
export interface OpenGuideParameters {
  /** File name under `docs/guides`, without its ending. */
  readonly name: string;
  /** The variable of the reader's folder. */
  readonly folderVariable: string;
  /** Variables of ports, beside the chain's. */
  readonly ports: readonly string[];
  /** Heading of the chapter that ends what is followed; all of it is followed if left out. */
  readonly before?: string;
}

/** How many blocks there were of each kind. */
export type GuideCounts = Readonly<Record<"settings" | "file" | "terminal" | "command" | "output", number>>;

/** A reader of a guide, with a chain, a folder and ports of its own. */
export interface GuideReader {
  /** Does what the guide says, from top to bottom. */
  follow(): Promise<GuideCounts>;
  /** Looks at the suite that the guide deployed. */
  inspect<T>(look: (client: MusterClient) => Promise<T>): Promise<T>;
  /** Ends all processes, and removes what was written. */
  close(): Promise<void>;
}

/** Opens a guide. Close it. */
export async function openGuide({ name, folderVariable, ports, before }: OpenGuideParameters): Promise<GuideReader> {
  const folder = `my-${name}-${process.pid}`;
  const book = join("deployments", `demo-${name}-${process.pid}`, "muster.json");
  const chosen: Record<string, string> = {};
  for (const port of ["RPC_PORT", ...ports]) chosen[port] = String(await freePort());
  const processes = keepProcesses({ ...chosen, [folderVariable]: folder, MUSTER_DEPLOYMENT: book });
  mkdirSync(folder);
  return { follow, inspect, close };

  async function follow(): Promise<GuideCounts> {
    const [text = ""] = readFileSync(join("docs", "guides", `${name}.md`), "utf8").split(before ?? /$/);
    const done = await followGuide(readGuide(text), { processes, folder });
    const count = (kind: string): number => done.filter((each) => each === kind).length;
    const [settings, file, terminal] = [count("settings"), count("file"), count("terminal")];
    return { settings, file, terminal, command: count("command"), output: count("output") };
  }

  async function inspect<T>(look: (client: MusterClient) => Promise<T>): Promise<T> {
    const provider = new JsonRpcProvider(`http://127.0.0.1:${chosen.RPC_PORT}`);
    try {
      return await look(createMusterClient({ deployment: loadDeployment(book), runner: provider }));
    } finally {
      provider.destroy();
    }
  }

  async function close(): Promise<void> {
    await processes.end();
    rmSync(folder, { recursive: true, force: true });
    rmSync(dirname(book), { recursive: true, force: true });
    expect(processes.count()).to.equal(0);
  }
}
