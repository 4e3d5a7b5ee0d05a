import { publishTemplate } from "../../sdk/jobs/publishTemplate.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly script: string;
  readonly uri: string;
  readonly description: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { script, uri, description }) => {
  const { template, receipt } = await publishTemplate(client, { script, scriptUri: uri, description });
  report(`Template ${template} is published`, receipt);
});
