import { BaseError } from "../sdk/errors/baseError.ts";

/** Thrown when a setting is missing or cannot be read. Names the setting, never its value: it may be a key. */
export class SettingError extends BaseError {
  readonly setting: string;

  constructor(setting: string, expected: string) {
    super("SETTING", `${setting} must be set to ${expected}`);
    this.setting = setting;
  }
}
