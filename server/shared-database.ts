/** What is done to a database that servers share while none of them needs to run, for the command line. */
export { preparePostgres } from './store/postgres/prepare.ts';
export { rewrapKeys } from './store/postgres/rewrapping.ts';
