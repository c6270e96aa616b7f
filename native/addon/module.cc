// SPDX-License-Identifier: MIT
/// The module: installs the environment's data and registers every object. One line an object.
#include <napi.h>

#include "native/addon/addon.h"

namespace handoff::addon {

// Each is defined in the *_object.cc of its name.
void RegisterBackup(Napi::Env env, Napi::Object exports);
void RegisterBench(Napi::Env env, Napi::Object exports);
void RegisterBroker(Napi::Env env, Napi::Object exports);
void RegisterConstants(Napi::Env env, Napi::Object exports);
void RegisterDiagnosis(Napi::Env env, Napi::Object exports);
void RegisterMedia(Napi::Env env, Napi::Object exports);
void RegisterProcess(Napi::Env env, Napi::Object exports);
void RegisterSecondary(Napi::Env env, Napi::Object exports);
void RegisterServer(Napi::Env env, Napi::Object exports);
void RegisterServerSet(Napi::Env env, Napi::Object exports);
void RegisterTrace(Napi::Env env, Napi::Object exports);
void RegisterTraceBlock(Napi::Env env, Napi::Object exports);
void RegisterTraceFile(Napi::Env env, Napi::Object exports);
void RegisterVdiEvents(Napi::Env env, Napi::Object exports);  // Windows only
void RegisterVirtualDeviceSet(Napi::Env env, Napi::Object exports);

namespace {

using RegisterFunction = void (*)(Napi::Env env, Napi::Object exports);

constexpr RegisterFunction kObjects[] = {
    RegisterConstants, RegisterProcess,    RegisterMedia,  RegisterTrace,
    RegisterTraceFile, RegisterTraceBlock, RegisterBroker, RegisterSecondary,
    RegisterServer,    RegisterServerSet,  RegisterBench,  RegisterVirtualDeviceSet,
    RegisterBackup,    RegisterDiagnosis,
#ifdef _WIN32
    RegisterVdiEvents,
#endif
};

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  Environment::Install(env);
  for (const RegisterFunction object : kObjects) {
    if (env.IsExceptionPending()) {
      break;
    }
    object(env, exports);
  }
  return exports;
}

}  // namespace

NODE_API_MODULE(handoff, Initialise)

}  // namespace handoff::addon
