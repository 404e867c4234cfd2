-- A phrase that the embedding model refused for good, alone: its owner is told, and nobody asks about it again.
ALTER TABLE rule_embeddings ADD COLUMN refused_at timestamptz(3);
