import { builtInPostgres } from './support/builtInPostgres';
import { describeContract } from './suite';

describeContract(builtInPostgres);
