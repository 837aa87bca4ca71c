/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  // SST reads this first, without its globals and sometimes without a stage.
  async app(input) {
    const { application, stageProblem, stageSettings } = await import("./infra/settings.ts");
    const stage = input?.stage;
    // SST does not show what is thrown here: a stage that cannot be is refused by `run`, and protected until then.
    const keepsData = stage !== undefined && (stageProblem(stage) !== undefined || stageSettings(stage).keepsData);
    return {
      name: application,
      home: "aws" as const,
      removal: keepsData ? ("retain" as const) : ("remove" as const),
      protect: keepsData,
      providers: { aws: { defaultTags: { tags: { application, stage: stage ?? "" } } } },
    };
  },
  async run() {
    const { createStack } = await import("./infra/stack/stack.ts");
    return createStack($app.stage);
  },
});
