export { start } from './start.operation';

export const defaultOperation = 'start';
