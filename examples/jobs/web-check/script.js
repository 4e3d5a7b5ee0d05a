/**
 * Looks whether a website is up and tells a web endpoint, with the time since which it has been so.
 *
 * A site that does not answer is a finding, not a failure: the execution succeeds and says that it is down.
 */
async function main({ job, storage }) {
  const { url, status, contains } = job.parameters;
  const startedAt = Date.now();
  const finding = await look(url, status, contains);
  const kept = JSON.parse(storage.get("last") ?? "{}");
  const since = kept.isUp === finding.isUp ? kept.since : new Date(startedAt).toISOString();
  storage.set("last", JSON.stringify({ isUp: finding.isUp, since }));
  return { url, ...finding, milliseconds: Date.now() - startedAt, since };
}

async function look(url, status, contains) {
  try {
    const answer = await fetch(url);
    if (answer.status !== status) return { isUp: false, reason: `its status is ${answer.status}, not ${status}` };
    const isThere = contains === "" || (await answer.text()).includes(contains);
    return isThere ? { isUp: true, reason: "" } : { isUp: false, reason: `it does not say "${contains}"` };
  } catch (error) {
    return { isUp: false, reason: String(error.message ?? error) };
  }
}
