import { SettingError } from "./settingError.ts";

/** Reads settings from variables; each throws a `SettingError` when the variable is missing or malformed. */
export interface EnvironmentReader {
  /** Text that must be there. */
  text(name: string, expected: string): string;
  optionalText(name: string): string | undefined;
  /** A whole number, or the default. */
  number(name: string, otherwise: number): number;
  optionalNumber(name: string): number | undefined;
  /** A whole number of any size, or the default. */
  bigint(name: string, otherwise: bigint): bigint;
  /** Words between commas, or the default. */
  list(name: string, otherwise: readonly string[]): readonly string[];
  /** 32 bytes of hex. */
  key(name: string): string;
}

export function readEnvironment(env: NodeJS.ProcessEnv): EnvironmentReader {
  const optionalText = (name: string) => env[name] || undefined;

  function text(name: string, expected: string): string {
    const value = optionalText(name);
    if (value === undefined) throw new SettingError(name, expected);
    return value;
  }

  function optionalNumber(name: string): number | undefined {
    const value = optionalText(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,15}$/.test(value)) throw new SettingError(name, "a whole number");
    return Number(value);
  }

  function bigint(name: string, otherwise: bigint): bigint {
    const value = optionalText(name);
    if (value === undefined) return otherwise;
    if (!/^-?\d{1,78}$/.test(value)) throw new SettingError(name, "a whole number");
    return BigInt(value);
  }

  function list(name: string, otherwise: readonly string[]): readonly string[] {
    const words = optionalText(name)
      ?.split(",")
      .map((word) => word.trim());
    return words?.filter((word) => word !== "") ?? otherwise;
  }

  function key(name: string): string {
    const value = optionalText(name);
    if (value === undefined || !/^0x[0-9a-f]{64}$/i.test(value))
      throw new SettingError(name, "32 bytes of hex with 0x");
    return value;
  }

  const number = (name: string, otherwise: number) => optionalNumber(name) ?? otherwise;
  return { text, optionalText, number, optionalNumber, bigint, list, key };
}
