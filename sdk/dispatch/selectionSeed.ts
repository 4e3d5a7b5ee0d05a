import { id } from "ethers";

/** The purpose under which a task's selection seed is drawn from the beacon. */
export const SELECTION = id("muster.dispatch.selection");
