/** Posts a body, as JSON unless it is text already, and reads the answer. */
export async function postJson(url: string, body: unknown, type = "application/json") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(url, { method: "POST", headers: { "content-type": type }, body: text });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
