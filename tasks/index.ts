import type { TaskDefinition } from "hardhat/types/tasks";

import { attestationTasks } from "./attestationTasks.ts";
import { availabilityTasks } from "./availabilityTasks.ts";
import { beaconTasks } from "./beaconTasks.ts";
import { committeeTasks } from "./committeeTasks.ts";
import { deviceTasks } from "./deviceTasks.ts";
import { dispatchTasks } from "./dispatchTasks.ts";
import { escrowTasks } from "./escrowTasks.ts";
import { gatewayTasks } from "./gatewayTasks.ts";
import { inferenceTasks } from "./inferenceTasks.ts";
import { jobTasks } from "./jobTasks.ts";
import { operatorTasks } from "./operatorTasks.ts";
import { poolTasks } from "./poolTasks.ts";
import { proofTasks } from "./proofTasks.ts";
import { reputationTasks } from "./reputationTasks.ts";

/** Every task of the suite, by namespace. */
export const suiteTasks: TaskDefinition[] = [
  ...operatorTasks,
  ...poolTasks,
  ...committeeTasks,
  ...escrowTasks,
  ...beaconTasks,
  ...attestationTasks,
  ...inferenceTasks,
  ...dispatchTasks,
  ...jobTasks,
  ...gatewayTasks,
  ...deviceTasks,
  ...reputationTasks,
  ...availabilityTasks,
  ...proofTasks,
];
