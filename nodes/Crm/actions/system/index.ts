export { exportSetUp } from './exportSetUp.operation';
export { getHealth } from './getHealth.operation';
export { importSetUp } from './importSetUp.operation';

export const defaultOperation = 'getHealth';
