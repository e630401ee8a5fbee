/** Program that builds the images of the Docker lane while the setup prepares the other lanes. */
import { prepareDockerLane } from './docker-lane';

void prepareDockerLane();
