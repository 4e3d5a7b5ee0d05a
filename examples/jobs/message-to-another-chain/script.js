/** Gives a contract of another chain a message: a text of yours, or what a web address answers, and its number. */
async function main({ job, encodeAbi }) {
  const { text, url } = job.parameters;
  const message = url === "" ? text : await read(url);
  if (message === "") throw new Error("there is no message");
  return encodeAbi(["string", "uint256"], [message, job.execution]);
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.text();
}
