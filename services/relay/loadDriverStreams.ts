import type { Driver } from "unstorage";

import { SettingError } from "../settingError.ts";
import type { BlobStreams } from "../store/blobStreams.ts";
import { createDriverStreams } from "../store/createDriverStreams.ts";
import type { DriverSettings } from "./readRelaySettings.ts";

/**
 * Builds a driver of unstorage by its name; what it needs besides must be installed.
 *
 * @throws {SettingError} when there is none of that name, or it lacks something.
 */
export async function loadDriverStreams({ name, options }: DriverSettings): Promise<BlobStreams> {
  try {
    const { default: createDriver } = (await import(`unstorage/drivers/${name}`)) as {
      default: (options: DriverSettings["options"]) => Driver;
    };
    return createDriverStreams({ driver: createDriver(options) });
  } catch {
    throw new SettingError("MUSTER_RELAY_DRIVER", "a driver of unstorage that is installed with what it needs");
  }
}
