/** Options of `keepsake serve` for servers that others run and reach; each can stand in the environment too. */
import { Option, type Command } from 'commander';
import { address, byteCount, names, seconds } from './arguments.ts';

/** Adds them to the command. */
export function addServing(serve: Command): void {
  const options = [
    new Option(
      '--blobs <place>',
      'keep the bytes of files in a place that servers share: file:///FOLDER or s3://BUCKET/PREFIX',
    ).env('KEEPSAKE_BLOBS'),
    new Option(
      '--allow-host <names...>',
      'names, besides localhost, by which this server is reached, such as memory.example.org',
    )
      .env('KEEPSAKE_ALLOW_HOST')
      .argParser(names),
    new Option(
      '--operations <[host:]port>',
      'a second address, without credentials, for /livez, /readyz and /metrics (Prometheus)',
    )
      .env('KEEPSAKE_OPERATIONS')
      .argParser(address),
    new Option(
      '--drain <seconds>',
      'when told to stop: say so on /readyz for so long before taking no more requests',
    )
      .env('KEEPSAKE_DRAIN')
      .argParser(seconds),
    new Option(
      '--search-memory <size>',
      'memory for the indexes of projects searched last; 48MB with --store, 256MB without, when left out',
    )
      .env('KEEPSAKE_SEARCH_MEMORY')
      .argParser(byteCount),
  ];
  for (const option of options) serve.addOption(option);
}
