-- Vectors of models with other dimensions stand beside those of 768: nothing is searched for by an index of them.
ALTER TABLE "rule_embeddings" ALTER COLUMN "embedding" TYPE vector;
