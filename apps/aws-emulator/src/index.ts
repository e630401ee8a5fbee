export { findEmulator, type Emulator } from './emulator';
export { EmulatorError } from './emulator-error';
export { emulatorEnvironment } from './environment';
export { inventory } from './inventory';
export { isAlive } from './process';
export { startEmulator, type Started, type StartOptions } from './start';
export { stopEmulator } from './stop';
