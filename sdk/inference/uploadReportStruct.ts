import type { UploadReportStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import { BLANK_FILE } from "./blankFile.ts";
import { fileStruct } from "./fileStruct.ts";
import type { UploadReport } from "./uploadReport.ts";

/** A report as contracts want it; where a task stands alone nothing looks at the source, which is left blank. */
export function uploadReportStruct({ id, file, tasks, source }: UploadReport): UploadReportStruct {
  return {
    id,
    file: fileStruct(file),
    tasks: [...tasks],
    source: fileStruct(tasks.length === 0 ? BLANK_FILE : source),
  };
}
