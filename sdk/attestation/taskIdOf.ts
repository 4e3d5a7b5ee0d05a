import { TypedDataEncoder } from "ethers";

import { centerDomain } from "./centerDomain.ts";
import type { CenterReference } from "./centerReference.ts";
import type { TaskInfo } from "./taskInfo.ts";
import { TASK_TYPES } from "./taskTypes.ts";

/** What a task's id is made from. */
export interface TaskIdParts extends CenterReference {
  readonly info: TaskInfo;
}

/** The id of a task: the EIP-712 digest that its performer signs. */
export function taskIdOf({ info, ...center }: TaskIdParts): string {
  return TypedDataEncoder.hash(centerDomain(center), TASK_TYPES, info);
}
