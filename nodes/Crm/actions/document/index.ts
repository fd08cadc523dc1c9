export { attach } from './attach.operation';
export { deleteDocument } from './delete.operation';
export { get } from './get.operation';
export { getFilingRules } from './getFilingRules.operation';
export { getMany } from './getMany.operation';
export { saveFilingRules } from './saveFilingRules.operation';

export const defaultOperation = 'attach';
