/**
 * One round of federated averaging: fetches the weights that clients trained on data of their own, and returns their mean,
 * each weighed by how many samples it was trained on.
 *
 * Sums run in the order of the clients and the mean is rounded, so every processor comes to the same bytes.
 */
async function main({ job, log }) {
  const { clients, minimum, digits } = job.parameters;
  const answers = await Promise.all(clients.map((url) => read(url).catch((error) => log(url, String(error)))));
  const updates = answers.filter((update) => update !== undefined);
  if (updates.length < minimum)
    throw new Error(`${updates.length} of ${clients.length} clients took part, not ${minimum}`);
  const size = updates[0].weights.length;
  if (updates.some(({ weights }) => weights.length !== size)) throw new Error("the clients' models differ in size");

  const samples = updates.reduce((sum, update) => sum + update.samples, 0);
  const mean = (index) => updates.reduce((sum, { weights, samples: own }) => sum + weights[index] * (own / samples), 0);
  const weights = Array.from({ length: size }, (_, index) => Number(mean(index).toFixed(digits)));
  return { clients: updates.length, samples, weights };
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { weights, samples } = await answer.json();
  const isUpdate = Array.isArray(weights) && weights.length > 0 && weights.every(Number.isFinite);
  if (!isUpdate || !Number.isSafeInteger(samples) || samples < 1) throw new Error("no weights, or no samples");
  return { weights, samples };
}
