import { describeFaults } from '../fixture-faults';

describeFaults('checks');
