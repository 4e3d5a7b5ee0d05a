import type { InferenceFileStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import type { InferenceFile } from "./inferenceOrder.ts";
import { orderStruct } from "./orderStruct.ts";

/** A file as the contract's bindings want it. */
export function fileStruct({ order, score, upload }: InferenceFile): InferenceFileStruct {
  const [x, y] = upload.ephemeralKey;
  return { order: orderStruct(order), score, upload: { ...upload, ephemeralKey: [x, y] } };
}
