export { addAbsence } from './addAbsence.operation';
export { get } from './get.operation';
export { getAbsences } from './getAbsences.operation';
export { removeAbsence } from './removeAbsence.operation';
export { setCompany } from './setCompany.operation';
export { setHours } from './setHours.operation';
export const defaultOperation = 'get';
