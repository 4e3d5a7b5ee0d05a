/* A task's program: which digit the model, given as data, takes a picture for. Runs in a sandbox. */
function main({ pixels }, data) {
  const { hiddenWeights, hiddenBiases, scoreWeights, scoreBiases } = JSON.parse(data);
  const hidden = layer(hiddenWeights, hiddenBiases, pixels).map((value) => Math.max(value, 0));
  const scores = layer(scoreWeights, scoreBiases, hidden);
  return scores.indexOf(Math.max(...scores));
}

function layer(weights, biases, values) {
  return weights.map((row, unit) => row.reduce((sum, weight, at) => sum + weight * values[at], biases[unit]));
}
