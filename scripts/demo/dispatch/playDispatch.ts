import type { Ground } from "../ground.ts";
import type { Narrator } from "../narrate.ts";
import type { PlayLifecycle } from "../playLifecycle.ts";
import { castRunners } from "./cast.ts";
import { setDispatchStage } from "./dispatchStage.ts";
import { deployActor, tellMajority } from "./stories/majority.ts";
import { tellDigit } from "./stories/digit.ts";
import { tellRevertingCallback } from "./stories/revertingCallback.ts";
import { tellTimeout } from "./stories/timeout.ts";
import { tellToken } from "./stories/token.ts";

const RUNNERS = 7;

/** Dispatch: seven runners, some of them trouble makers; in its short form, one task that a majority answers, and one that takes a proof. */
export const playDispatch: PlayLifecycle = async (ground: Ground, narrator: Narrator, { seed, isAll }) => {
  const cast = castRunners(RUNNERS, seed);
  narrator.title("Dispatch: runners drawn at random");
  narrator.say(`The cast: ${cast.map((behaviour, index) => `runner ${index + 1} ${behaviour}`).join(", ")}`);
  const stage = await setDispatchStage(ground, cast);
  try {
    const actor = await deployActor(stage);
    await tellMajority(stage, narrator, actor);
    await tellDigit(stage, narrator);
    if (isAll) {
      await tellRevertingCallback(stage, narrator, actor);
      await tellTimeout(stage, narrator);
      await tellToken(stage, narrator);
    }
  } finally {
    stage.close();
    for (const { process } of stage.runners) process.child.kill("SIGTERM");
  }
  return { tokens: [stage.token] };
};
