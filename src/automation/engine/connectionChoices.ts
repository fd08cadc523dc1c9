/** What a person can choose to work with: the nodes make their field "Connection", their credentials and the tests of these from it. */
export { connectionChoices, type ConnectionOptions } from '../../crm/backends';
