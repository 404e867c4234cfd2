import { type EmbeddingModel, normaliseVector } from "@/lib/rules/intent/intent-vectors";
import { type BackgroundRecords, isWholeBackground } from "@/lib/rules/intent/keep-background";
import { NOBODYS_LINES } from "@/lib/rules/intent/nobodys-lines";
import type { Database } from "../shared/database";
import { asPlatform, sharedVectors, type TenantTx } from "../shared/tenant-scope";

/** Whether automatic rules have what they are measured beside, of this model. */
export async function hasBackground(tx: TenantTx, { name, pooling }: EmbeddingModel): Promise<boolean> {
  const where = { model: name, pooling, line: { in: [...NOBODYS_LINES] } };
  return isWholeBackground(await tx.nobodysVector.count({ where }));
}

/** Vectors of models of before stay: an account may go by them still. */
export function createBackgroundRecords(database: Database, inForce: EmbeddingModel): BackgroundRecords {
  const vectors = sharedVectors(database);
  const key = (earlier: EmbeddingModel | null) => {
    const { name: model, pooling } = earlier ?? inForce;
    return { model, pooling };
  };
  return {
    async load(earlier) {
      const rows = await vectors.findMany({ where: key(earlier) });
      return rows.flatMap(({ line, vector: stored }) => {
        const vector = normaliseVector(stored);
        return vector ? [{ phrase: line, vector }] : [];
      });
    },
    async store(lines) {
      const data = lines.map(({ phrase, vector }) => ({ ...key(null), line: phrase, vector: [...vector] }));
      await vectors.createMany({ data, skipDuplicates: true });
    },
    async isWanted() {
      const [found] = await asPlatform(
        database,
        (tx) => tx.$queryRaw<{ any: boolean }[]>`
        SELECT EXISTS (
          SELECT FROM reply_rules WHERE matcher ->> 'kind' = 'prompt' AND NOT (matcher ? 'threshold')
        ) AS any`,
      );
      return found?.any === true;
    },
  };
}
