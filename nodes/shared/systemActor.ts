/** Stands for the system where one can choose who acts. */
export const SYSTEM_ACTOR = 'system';
