export { credentialTest } from './credentialTest';
export * as listSearch from '../../shared/listSearch';
export * as loadOptions from '../../shared/loadOptions';
export * as resourceMapping from './resourceMapping';
