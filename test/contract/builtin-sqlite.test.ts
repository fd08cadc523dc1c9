import { builtInSqlite } from './support/builtInSqlite';
import { describeContract } from './suite';

describeContract(builtInSqlite);
