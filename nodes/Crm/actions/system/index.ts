export { getHealth } from './getHealth.operation';

export const defaultOperation = 'getHealth';
