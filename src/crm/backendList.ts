/** Every CRM there is, a line each. */
export { builtInPostgres } from './builtin/postgres/descriptor';
export { builtInSqlite } from './builtin/sqlite/descriptor';
