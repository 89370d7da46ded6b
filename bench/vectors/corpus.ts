/** Random vectors in clusters, as embeddings of texts lie: near to those of the same subject, and none in most places. */

export interface VectorCorpus {
  readonly vectors: readonly Float32Array[];
  readonly queries: readonly Float32Array[];
}

const clusterSize = 100;
/** As far from the centre as that is long: texts of one subject then have a cosine of about a half. */
const spread = 1;

export function createVectors(
  random: () => number,
  { count, dimensions, queries }: { count: number; dimensions: number; queries: number },
): VectorCorpus {
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const around = (centre: ArrayLike<number>, width: number) =>
    unit(Float32Array.from(centre, (value) => value + (width * gaussian()) / Math.sqrt(dimensions)));
  const nowhere = new Float32Array(dimensions);
  // All models' vectors lean to one side.
  const lean = around(nowhere, 1).map((value) => value * 0.5);
  const centres = Array.from({ length: Math.ceil(count / clusterSize) }, () => around(lean, 1));
  const one = (at: number) => around(centres[at % centres.length] as Float32Array, spread);
  return {
    vectors: Array.from({ length: count }, (_, at) => one(at)),
    queries: Array.from({ length: queries }, () => one(Math.floor(random() * centres.length))),
  };
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
