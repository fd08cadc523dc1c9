/** What n8n loads: one class per node and credential, named like its file. The build re-exports each by its name. */
export { CrmBuiltInApi } from './credentials/CrmBuiltInApi.credentials';
export { CrmBuiltInPostgresApi } from './credentials/CrmBuiltInPostgresApi.credentials';
export { Crm } from './nodes/Crm/Crm.node';
export { CrmSetup } from './nodes/CrmSetup/CrmSetup.node';
export { CrmTrigger } from './nodes/CrmTrigger/CrmTrigger.node';
/** For programs beside n8n: opens a CRM as the nodes do. Release the connection when done. */
export { closeConnections, openConnection } from './src/automation/engine/hub/hub';
