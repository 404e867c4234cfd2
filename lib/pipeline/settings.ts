/** The pace of the pipeline. All times in ms. */
export type PipelineSettings = {
  /** How long a claimed turn belongs to its worker without a sign of life. */
  leaseMs: number;
  /** How long an unknown send waits for a status. */
  unknownHoldMs: number;
  /** A turn that is not answered this long after its first release ends. */
  turnLifeMs: number;
  /** The same for a turn that the AI answers: what it says is about now. */
  aiTurnLifeMs: number;
  /** How long one draft may take on a turn's first try; a later one may take what is left of the turn. */
  generationTimeoutMs: number;
  /** An inbound row without a turn, this old and not in Redis, is lost. */
  lostAfterMs: number;
  /** Messages older than this are not answered any more. */
  staleAfterMs: number;
  repliesPer10Minutes: number;
  repliesPer24Hours: number;
};

/** The design's numbers. */
export const DEFAULT_SETTINGS: PipelineSettings = {
  leaseMs: 30_000,
  unknownHoldMs: 90_000,
  turnLifeMs: 600_000,
  aiTurnLifeMs: 120_000,
  generationTimeoutMs: 12_000,
  lostAfterMs: 390_000,
  staleAfterMs: 6 * 3_600_000,
  repliesPer10Minutes: 30,
  repliesPer24Hours: 200,
};
