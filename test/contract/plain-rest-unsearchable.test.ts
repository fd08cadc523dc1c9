import { describeCrm } from './suite';
import { plainRest } from './support/plainRest';

describeCrm(plainRest(false));
