export { findEmulator, type Emulator } from './emulator';
export { EmulatorError } from './emulator-error';
export { emulatorEnvironment } from './environment';
export { inventory } from './inventory';
export { isAlive } from './process';
export { pushImage } from './push-image';
export { recordCalls, recordedCalls, type RecordedCall } from './recording';
export {
  playScenario,
  remainingScenario,
  type Fault,
  type Scenario,
  type ScriptedDeployment,
  type ScriptedTask,
} from './scenario';
export { startEmulator, type Started, type StartOptions } from './start';
export { stopEmulator } from './stop';
