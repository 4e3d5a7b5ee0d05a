/**
 * Reads one price from several web sources and gives their median to a contract, with the time of the reading.
 *
 * Numbers are read as decimal text and counted in whole units of 10^-decimals, so nothing is lost to floating point.
 */
async function main({ job, encodeAbi, log }) {
  const { urls, path, decimals, minimum } = job.parameters;
  const answers = await Promise.all(
    urls.map((url) => read(url, path, decimals).catch((error) => log(url, String(error)))),
  );
  const prices = answers.filter((price) => price !== undefined);
  if (prices.length < minimum)
    throw new Error(`${prices.length} of ${urls.length} sources told a price, not ${minimum}`);
  return encodeAbi(["uint256", "uint256"], [median(prices), BigInt(Math.floor(Date.now() / 1000))]);
}

async function read(url, path, decimals) {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const value = path.split(".").reduce((found, name) => found?.[name], await answer.json());
  return toUnits(String(value), decimals);
}

/** "1.25" with 8 decimals is 125000000; digits beyond the last decimal are cut off. */
function toUnits(text, decimals) {
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) throw new Error(`"${text}" is no price`);
  return BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
}

/** Of an even number of prices, the mean of the two in the middle. */
function median(prices) {
  const sorted = [...prices].sort((left, right) => (left < right ? -1 : Number(left > right)));
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2n;
}
