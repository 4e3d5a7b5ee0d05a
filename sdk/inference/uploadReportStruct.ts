import type { UploadReportStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import { fileStruct } from "./fileStruct.ts";
import type { UploadReport } from "./uploadReport.ts";

/** A report as contracts want it. */
export function uploadReportStruct({ id, file, tasks, source }: UploadReport): UploadReportStruct {
  return { id, file: fileStruct(file), tasks: [...tasks], source: fileStruct(source) };
}
