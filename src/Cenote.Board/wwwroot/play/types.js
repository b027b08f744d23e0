// @ts-check
// What goes between the playground and its server.

/**
 * @typedef {{ core: string, advantage: string, use: string }} Choice
 * @typedef {{ name: string, title: string, kind: 'window' | 'global' | 'adaptive' | 'unpooling' | 'set' | 'sequence', takes: 'map' | 'sequence' | 'capsules', types: string, formula: string, gradient: string,
 *   source: string, goodAt: string, badAt: string, cost: string, choice?: Choice, settings: string[] }} Operator
 * @typedef {{ kernel?: number[], stride?: number[], padding?: number[], dilation?: number[], ceil?: boolean, output?: number[], countIncludePad?: boolean,
 *   divisor?: number, p?: number | string, sharpness?: number, weight?: number, seed?: number, rounds?: number }} Settings
 * @typedef {{ shape: number[], numbers: number[] }} NumberArray
 * @typedef {{ name: string, shape: number[], pixels: string }} Picture
 * @typedef {{ setting: 'kernel' | 'padding' | 'dilation', axis?: number, atMost: boolean, number: number }} Repair
 * @typedef {{ padding: number, starts: number[], lengths: number[], step: number }} Axis
 * @typedef {{ differences: number[], mean: number, max: number, relative: number, inputRelative: number }} Shift
 * @typedef {{ count: number, mean: number[], inference?: number[], average: number[] }} Draws
 * @typedef {{ refused?: string, repairs?: Repair[], layer: string, output: NumberArray, pooled?: NumberArray, axes?: [Axis, Axis], gradient?: number[],
 *   attention?: number[], shift?: Shift, draws?: Draws, couplings?: NumberArray, tokenWeights?: number[], tokens?: number[] }} Answer
 * @typedef {{ row: number, column: number, x: number, share?: number }} Tap
 * @typedef {{ told: string, notes: string[], taps: Tap[] }} WindowAnswer
 * @typedef {{ pooling: string, settings: Settings, backward: boolean, one: boolean, shift: [number, number], at: number, source: string,
 *   shape: number[], numbers: number[], mask?: boolean[] }} State
 */

export {};
