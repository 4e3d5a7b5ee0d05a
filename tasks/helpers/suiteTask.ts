import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/** Starts the definition of a task of the suite, with the options that all of them have. */
export function suiteTask(id: string, description: string) {
  return task(id, description)
    .addOption({
      name: "account",
      description: "Which of the network's accounts acts, from 0",
      type: ArgumentType.INT,
      defaultValue: 0,
    })
    .addOption({
      name: "deployment",
      description: "Address book; deployments/<network>/muster.json if left out",
      type: ArgumentType.FILE_WITHOUT_DEFAULT,
      defaultValue: undefined,
    });
}
