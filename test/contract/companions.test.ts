import { describeCompanions } from './suite';
import { companionsAlone } from './support/companionsAlone';

for (const subject of companionsAlone) describeCompanions(subject);
