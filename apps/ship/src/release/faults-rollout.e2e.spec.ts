import { describeFaults } from '../fixture-faults';

describeFaults('rollout');
