export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}

/** The owner of every private n8n here. It listens on this machine only, so the password may be known. */
export const demoOwner: Owner = {
	email: 'demo@crmflow.dev',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Crmflow-demo-1',
};
