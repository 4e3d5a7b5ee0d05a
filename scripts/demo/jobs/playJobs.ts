import type { PlayLifecycle } from "../playLifecycle.ts";
import { setJobsStage } from "./jobsStage.ts";
import { tellElsewhere } from "./stories/elsewhere.ts";
import { tellHardware } from "./stories/hardware.ts";
import { tellPersonal } from "./stories/personal.ts";
import { tellReputation } from "./stories/reputation.ts";
import { tellSilence } from "./stories/silence.ts";

/** Jobs: processors, a matcher and scheduled scripts; in its short form, one job that is let down and matched again. */
export const playJobs: PlayLifecycle = async (ground, narrator, { isAll }) => {
  narrator.title("Jobs: scripts on a schedule");
  const stage = await setJobsStage(ground);
  try {
    await tellSilence(stage, narrator);
    if (isAll) {
      await tellPersonal(stage, narrator);
      await tellReputation(stage, narrator);
      await tellHardware(stage, narrator);
      await tellElsewhere(stage, narrator);
    }
  } finally {
    await stage.stop();
  }
  return { tokens: [] };
};
