// A module that is imported, as workers have it.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
