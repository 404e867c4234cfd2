/** Vectors of different models, or of one model pooled differently, can't be compared. */
export type EmbeddingModel = { name: string; pooling: "cls" };

export const EMBEDDING_DIMENSIONS = 768;
