/** Made by `npm run lists` from the use cases in `families`; see `operations.ts`. */
export const operationList = {
	'activity.complete': {
		load: async () => (await import('./families/activities/activities')).completeActivities,
		schema: async () => (await import('./families/activities/inputs')).completeActivitiesInput,
	},
	'activity.schedule': {
		load: async () => (await import('./families/activities/activities')).scheduleActivities,
		schema: async () => (await import('./families/activities/inputs')).scheduleActivityInput,
	},
	'calendar.addAbsence': {
		load: async () => (await import('./families/calendars/absences')).addAbsences,
		schema: async () => (await import('./families/calendars/inputs')).addAbsenceInput,
	},
	'calendar.removeAbsence': {
		load: async () => (await import('./families/calendars/absences')).removeAbsences,
		schema: async () => (await import('./families/calendars/inputs')).removeAbsenceInput,
	},
	'calendar.setCompany': {
		load: async () => (await import('./families/calendars/calendars')).setCompanyCalendar,
		schema: async () => (await import('./families/calendars/inputs')).setCompanyCalendarInput,
	},
	'calendar.setHours': {
		load: async () => (await import('./families/calendars/calendars')).setWorkingHours,
		schema: async () => (await import('./families/calendars/inputs')).setWorkingHoursInput,
	},
	'comment.add': {
		load: async () => (await import('./families/messages/comments')).addComments,
		schema: async () => (await import('./families/messages/inputs')).addCommentInput,
	},
	'document.attach': {
		load: async () => (await import('./families/documents/documents')).attachDocuments,
		schema: async () => (await import('./families/documents/inputs')).attachDocumentInput,
	},
	'document.delete': {
		load: async () => (await import('./families/documents/documents')).deleteDocuments,
		schema: async () => (await import('./families/documents/inputs')).deleteDocumentInput,
	},
	'field.delete': {
		load: async () => (await import('./families/schema/fields')).deleteFields,
		schema: async () => (await import('./families/schema/inputs')).deleteFieldInput,
	},
	'field.save': {
		load: async () => (await import('./families/schema/fields')).saveFields,
		schema: async () => (await import('./families/schema/inputs')).saveFieldInput,
	},
	'filingRule.save': {
		load: async () => (await import('./families/documents/documents')).saveFilingRules,
		schema: async () => (await import('./families/documents/inputs')).saveFilingRulesInput,
	},
	'group.addMembers': {
		load: async () => (await import('./families/people/groups')).addMembers,
		schema: async () => (await import('./families/people/inputs')).changeMembersInput,
	},
	'group.delete': {
		load: async () => (await import('./families/people/groups')).deleteGroups,
		schema: async () => (await import('./families/people/inputs')).deleteGroupInput,
	},
	'group.removeMembers': {
		load: async () => (await import('./families/people/groups')).removeMembers,
		schema: async () => (await import('./families/people/inputs')).changeMembersInput,
	},
	'group.save': {
		load: async () => (await import('./families/people/groups')).saveGroups,
		schema: async () => (await import('./families/people/inputs')).saveGroupInput,
	},
	'history.add': {
		load: async () => (await import('./families/history/history')).addHistory,
		schema: async () => (await import('./families/history/inputs')).addHistoryInput,
	},
	'notification.markRead': {
		load: async () => (await import('./families/messages/inbox')).markNotificationsRead,
		schema: async () => (await import('./families/messages/inputs')).markReadInput,
	},
	'notification.notify': {
		load: async () => (await import('./families/messages/notify')).notifyPeople,
		schema: async () => (await import('./families/messages/inputs')).notifyPeopleInput,
	},
	'notification.notifySupervisor': {
		load: async () => (await import('./families/messages/notifySupervisors')).notifySupervisors,
		schema: async () => (await import('./families/messages/inputs')).notifySupervisorInput,
	},
	'pipeline.delete': {
		load: async () => (await import('./families/schema/pipelines')).deletePipelines,
		schema: async () => (await import('./families/schema/inputs')).deletePipelineInput,
	},
	'pipeline.save': {
		load: async () => (await import('./families/schema/pipelines')).savePipelines,
		schema: async () => (await import('./families/schema/inputs')).savePipelineInput,
	},
	'process.replay': {
		load: async () => (await import('./families/processes/replay')).replayChanges,
		schema: async () => (await import('./families/processes/inputs')).replayInput,
	},
	'process.save': {
		load: async () => (await import('./families/processes/saveProcesses')).saveProcesses,
		schema: async () => (await import('./families/processes/inputs')).saveProcessInput,
	},
	'project.start': {
		load: async () => (await import('./families/projects/projects')).startProjects,
		schema: async () => (await import('./families/projects/inputs')).startProjectInput,
	},
	'projectTemplate.save': {
		load: async () => (await import('./families/projects/templates')).saveTemplates,
		schema: async () => (await import('./families/projects/inputs')).saveTemplateInput,
	},
	'record.assign': {
		load: async () => (await import('./families/records/assignRecords')).assignRecords,
		schema: async () => (await import('./families/records/inputs')).assignRecordInput,
	},
	'record.changeStage': {
		load: async () => (await import('./families/records/changeStages')).changeStages,
		schema: async () => (await import('./families/records/inputs')).changeStageInput,
	},
	'record.create': {
		load: async () => (await import('./families/records/records')).createRecords,
		schema: async () => (await import('./families/records/inputs')).createRecordInput,
	},
	'record.delete': {
		load: async () => (await import('./families/records/records')).deleteRecords,
		schema: async () => (await import('./families/records/inputs')).deleteRecordInput,
	},
	'record.importFile': {
		load: async () => (await import('./families/records/importRows')).importRows,
		schema: async () => (await import('./families/records/inputs')).importRowInput,
	},
	'record.merge': {
		load: async () => (await import('./families/records/mergeRecords')).mergeRecords,
		schema: async () => (await import('./families/records/inputs')).mergeRecordsInput,
	},
	'record.restore': {
		load: async () => (await import('./families/records/restoreRecords')).restoreRecords,
		schema: async () => (await import('./families/records/inputs')).restoreRecordInput,
	},
	'record.score': {
		load: async () => (await import('./families/records/scoreRecords')).scoreRecords,
		schema: async () => (await import('./families/records/inputs')).scoreRecordInput,
	},
	'record.update': {
		load: async () => (await import('./families/records/records')).updateRecords,
		schema: async () => (await import('./families/records/inputs')).updateRecordInput,
	},
	'record.upsert': {
		load: async () => (await import('./families/records/upsertRecords')).upsertRecords,
		schema: async () => (await import('./families/records/inputs')).upsertRecordInput,
	},
	'recordType.addReadyType': {
		load: async () => (await import('./families/schema/readyTypes')).addReadyTypes,
		schema: async () => (await import('./families/schema/inputs')).addReadyTypeInput,
	},
	'recordType.delete': {
		load: async () => (await import('./families/schema/recordTypes')).deleteRecordTypes,
		schema: async () => (await import('./families/schema/inputs')).deleteRecordTypeInput,
	},
	'recordType.save': {
		load: async () => (await import('./families/schema/recordTypes')).saveRecordTypes,
		schema: async () => (await import('./families/schema/inputs')).saveRecordTypeInput,
	},
	'role.delete': {
		load: async () => (await import('./families/people/roles')).deleteRoles,
		schema: async () => (await import('./families/people/inputs')).deleteRoleInput,
	},
	'role.save': {
		load: async () => (await import('./families/people/roles')).saveRoles,
		schema: async () => (await import('./families/people/inputs')).saveRoleInput,
	},
	'stage.delete': {
		load: async () => (await import('./families/schema/stages')).deleteStages,
		schema: async () => (await import('./families/schema/inputs')).deleteStageInput,
	},
	'stage.save': {
		load: async () => (await import('./families/schema/stages')).saveStages,
		schema: async () => (await import('./families/schema/inputs')).saveStageInput,
	},
	'stage.setGate': {
		load: async () => (await import('./families/schema/stageGates')).setGates,
		schema: async () => (await import('./families/schema/inputs')).setGateInput,
	},
	'system.importSetUp': {
		load: async () => (await import('./families/setUp/importSetUpFile')).importSetUpFile,
		schema: async () => (await import('./families/setUp/importSetUpFile')).importSetUpInput,
	},
	'task.complete': {
		load: async () => (await import('./families/tasks/completeTasks')).completeTasks,
		schema: async () => (await import('./families/tasks/inputs')).completeTasksInput,
	},
	'task.create': {
		load: async () => (await import('./families/tasks/tasks')).createTasks,
		schema: async () => (await import('./families/tasks/inputs')).createTaskInput,
	},
	'task.delete': {
		load: async () => (await import('./families/tasks/deleteTasks')).deleteTasks,
		schema: async () => (await import('./families/tasks/inputs')).deleteTaskInput,
	},
	'task.update': {
		load: async () => (await import('./families/tasks/updateTasks')).updateTasks,
		schema: async () => (await import('./families/tasks/inputs')).updateTaskInput,
	},
	'user.create': {
		load: async () => (await import('./families/people/users')).createUsers,
		schema: async () => (await import('./families/people/inputs')).createUserInput,
	},
	'user.update': {
		load: async () => (await import('./families/people/users')).updateUsers,
		schema: async () => (await import('./families/people/inputs')).updateUserInput,
	},
};
