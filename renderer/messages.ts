/** Lingui in the build and in the tests: macros become messages, catalogs become modules. */
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import type { PluginOption } from 'vite';

/** The settings stand in `lingui.config.ts` at the top, where Lingui looks from wherever the build is started there. */
export async function messages(): Promise<PluginOption[]> {
  return [lingui(), await babel({ presets: [linguiTransformerBabelPreset()] })];
}
