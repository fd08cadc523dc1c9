export { why } from './why.operation';

export const defaultOperation = 'why';
