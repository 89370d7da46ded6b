/** The spaces of rows that search keeps: all of them can be built anew from the records. */
import { deadSpace, segmentSpace } from './manifest.ts';
import { pieceSpace } from './rows.ts';
import { tailSpace } from './tail.ts';
import { vectorRecordSpace, vectorSpace } from './vectors/block.ts';

export const derivedSpaces: readonly string[] = [
  pieceSpace,
  tailSpace,
  segmentSpace,
  deadSpace,
  vectorSpace,
  vectorRecordSpace,
];
