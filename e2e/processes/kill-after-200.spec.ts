import { checkInvariants } from "../stack/check-invariants";
import { numbers } from "../stack/furnish-database";
import { expect, test } from "../stack/test";

test("killed after the 200, both instances: started again, they answer once", async ({ scene, stack }) => {
  const text = scene.text({ numberId: numbers.calm });
  expect(await scene.deliver(stack.a.url, text)).toBe(200);
  await Promise.all([stack.a.kill(), stack.b.kill()]);
  expect(await scene.sends()).toEqual([]);
  await stack.run();
  await scene.settled();
  expect(await scene.sends()).toMatchObject([{ attempt: 1 }]);
  await checkInvariants(scene, 0);
});
