/** Every event a trigger can start on, a line each. A form shows their fields in the order of their names. */
export { recordChanged } from './recordChanged';
export { recordCreated } from './recordCreated';
export { recordDeleted } from './recordDeleted';
export { stageChanged } from './stageChanged';
export { taskStatusChanged } from './taskStatusChanged';
