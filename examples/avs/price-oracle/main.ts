import { runAvs } from "../../../services/avs-kit/runAvs.ts";
import { SettingError } from "../../../services/settingError.ts";
import { createPriceOracle } from "./createPriceOracle.ts";

await runAvs("price-oracle", (settings) => {
  const feeds = settings.list("FEEDS", []);
  const symbols = settings.list("SYMBOLS", []);
  if (feeds.length === 0) throw new SettingError("FEEDS", "addresses with {symbol}, with commas between them");
  if (symbols.length === 0) throw new SettingError("SYMBOLS", "names with commas between them");
  return createPriceOracle({
    feeds,
    symbols,
    minimumFeeds: settings.number("MINIMUM_FEEDS", Math.floor(feeds.length / 2) + 1),
    feedTimeoutMs: settings.number("FEED_TIMEOUT_MS", 3_000),
    maxAge: settings.bigint("MAX_AGE", 300n),
  });
});
