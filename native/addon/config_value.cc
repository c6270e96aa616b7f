// SPDX-License-Identifier: MIT
#include "native/addon/config_value.h"

namespace handoff::addon {

namespace {

/// The fields of VDConfig under Microsoft's names.
struct ConfigField {
  const char* name;
  uint32_t vdi::VDConfig::*member;
};

constexpr ConfigField kConfigFields[] = {
    {"deviceCount", &vdi::VDConfig::deviceCount},
    {"features", &vdi::VDConfig::features},
    {"prefixZoneSize", &vdi::VDConfig::prefixZoneSize},
    {"alignment", &vdi::VDConfig::alignment},
    {"softFileMarkBlockSize", &vdi::VDConfig::softFileMarkBlockSize},
    {"EOMWarningSize", &vdi::VDConfig::EOMWarningSize},
    {"serverTimeOut", &vdi::VDConfig::serverTimeOut},
    {"blockSize", &vdi::VDConfig::blockSize},
    {"maxIODepth", &vdi::VDConfig::maxIODepth},
    {"maxTransferSize", &vdi::VDConfig::maxTransferSize},
    {"bufferAreaSize", &vdi::VDConfig::bufferAreaSize},
};

}  // namespace

vdi::VDConfig ReadConfig(Arguments* in, size_t index) {
  vdi::VDConfig config{};
  const Napi::Object object = in->Object(index, "config");
  for (const ConfigField& field : kConfigFields) {
    if (!in->Ok()) {
      break;
    }
    const Napi::Value value = in->Field(object, field.name);
    if (in->Ok() && !value.IsUndefined()) {
      config.*field.member = in->AsUint32(value, field.name);
    }
  }
  return config;
}

Napi::Object ToJs(Napi::Env env, const vdi::VDConfig& config) {
  const Napi::Object object = Napi::Object::New(env);
  for (const ConfigField& field : kConfigFields) {
    object.Set(field.name, config.*field.member);
  }
  return object;
}

}  // namespace handoff::addon
