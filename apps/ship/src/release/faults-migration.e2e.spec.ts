import { describeFaults } from '../fixture-faults';

describeFaults('migration');
