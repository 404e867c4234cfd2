import { test as base } from "@playwright/test";
import { hastySettings, type StackSettings } from "../servers/stack-environment";
import { ConciergeStack } from "./concierge-stack";
import { Scene } from "./scene";

export type StackOptions = { instanceCount: 1 | 2 };

/** A stack that the tests of one worker share, and a scene of their own on it for each. */
export const test = base.extend<
  { scene: Scene; settings: StackSettings },
  { instanceCount: 1 | 2; stack: ConciergeStack }
>({
  instanceCount: [2, { scope: "worker", option: true }],
  stack: [
    async ({ instanceCount }, use) => {
      const stack = await ConciergeStack.start(instanceCount);
      await use(stack);
      await stack.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  settings: [hastySettings, { option: true }],
  scene: async ({ stack, settings }, use) => {
    await stack.run(settings);
    await stack.forgetCalls();
    await use(new Scene(stack));
  },
});

export { expect } from "@playwright/test";
