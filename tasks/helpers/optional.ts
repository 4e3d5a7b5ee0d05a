import { ArgumentType } from "hardhat/types/arguments";

/** An option that may be left out. */
export function optional<Name extends string>(name: Name, description: string) {
  return { name, description, type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined } as const;
}
