const { default: Sequencer } = require('@jest/test-sequencer');

/** Runs the tests in Docker after the others, while which their images are built. */
module.exports = class extends Sequencer {
  sort(tests) {
    const inDocker = ({ path }) => path.includes('/spec/container/');
    const sorted = super.sort(tests);
    return [...sorted.filter((test) => !inDocker(test)), ...sorted.filter(inDocker)];
  }
};
