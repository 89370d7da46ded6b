/** One thread of the simulation: histories of its seeds, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { tryPiece, type Piece } from './run.ts';

parentPort?.postMessage(tryPiece(workerData as Piece));
