import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when another node uses a data directory. */
export class DataDirTakenError extends BaseError {
  readonly dataDir: string;
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super("DATA_DIR_TAKEN", `The data directory ${dataDir} is in use by process ${pid}`);
    this.dataDir = dataDir;
    this.pid = pid;
  }
}
