import type { FastifyInstance } from "fastify";

import type { Matcher } from "./createMatcher.ts";

/** `GET /jobs/:id`: what a matcher knows of a job, and why nobody takes it. */
export function jobRoutes({ explain }: Pick<Matcher, "explain">): (server: FastifyInstance) => void {
  return (server) => {
    server.get<{ Params: { id: string } }>("/jobs/:id", async ({ params: { id } }, reply) => {
      if (!/^0x[0-9a-f]{64}$/i.test(id)) return reply.code(400).send({ error: "A job's id is 32 bytes of hex" });
      return explain(id) ?? reply.code(404).send({ error: "No live job has this id" });
    });
  };
}
