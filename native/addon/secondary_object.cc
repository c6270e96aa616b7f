// SPDX-License-Identifier: MIT
#include "native/addon/secondary_object.h"

#include <utility>

#include "native/addon/arguments.h"
#include "native/addon/media_object.h"
#include "native/platform/file.h"
#include "native/vdi/vdi_error.h"

namespace handoff::addon {

namespace {

using broker::DeviceServer;
using broker::Done;
using broker::Lease;

constexpr uint32_t kCodecThreadsMax = 256;

/// For a device without an opened medium.
Settle NoMedium(uint32_t device) {
  return [device](Napi::Env env, const Napi::Promise::Deferred& deferred) {
    RejectWith(env, deferred, "ENODEV",
               "Device " + std::to_string(device) + " has no open medium.");
  };
}

/// A command that carries no bytes, on the device's own thread.
Done ServeWithoutBuffer(DeviceServer* server, uint32_t command) {
  Lease lease = {};
  lease.command = command;
  lease.position = -1;
  uint8_t* address = nullptr;
  return server->Serve(lease, &address);
}

}  // namespace

SecondaryObject::SecondaryObject(const Napi::CallbackInfo& info)
    : TaggedObject(info), environment_(Environment::Of(info.Env())) {
  environment_->Register(this);
  Arguments in(info, "Secondary");
  const Napi::Object object = in.Object(0, "options");
  broker::SecondaryOptions options;
  if (in.Ok()) {
    const auto instance = in.AsTextOrNull(in.Field(object, "instance"), "instance");
    options.has_instance = instance.has_value();
    options.instance = instance.value_or("");
  }
  if (in.Ok()) {
    const auto library = in.AsTextOrNull(in.Field(object, "library"), "library");
    options.has_library = library.has_value();
    options.library = library.value_or("");
  }
  options.set_name = in.Ok() ? in.AsText(in.Field(object, "setName"), "setName") : "";
  options.segment_name = in.Ok() ? in.AsText(in.Field(object, "segmentName"), "segmentName") : "";
  options.index = in.Ok() ? in.AsUint32(in.Field(object, "index"), "index") : 0;
  options.trace_name =
      in.Ok() ? in.AsTextOrNull(in.Field(object, "traceName"), "traceName").value_or("") : "";
  secondary_ = std::make_unique<broker::Secondary>(std::move(options));
}

SecondaryObject::~SecondaryObject() {
  SecondaryObject::Close();
  environment_->Unregister(this);
}

void SecondaryObject::Close() {
  opening_.Join();
  for (auto& device : devices_) {
    device.second.Join();
  }
  if (secondary_ != nullptr) {
    secondary_->Close();
  }
}

Napi::Value SecondaryObject::Open(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), secondary_->Open());
}

Napi::Value SecondaryObject::OpenMedia(const Napi::CallbackInfo& info) {
  Arguments in(info, "openMedia");
  std::vector<broker::MediumSpec> media = ReadMedia(&in, 0);
  const uint32_t threads = in.Ok() ? in.Uint32(1, "codecThreads") : 1;
  if (in.Ok() && (threads == 0 || threads > kCodecThreadsMax)) {
    in.RefuseRange("codecThreads", "1..256", info[1]);
  }
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  broker::Secondary* const secondary = secondary_.get();
  return opening_.Run(
      info.Env(), info.This().As<Napi::Object>(),
      [secondary, media = std::move(media), threads]() -> Settle {
        media::OpenError error;
        const bool is_open = secondary->OpenMedia(media, threads, &error);
        return [is_open, error](Napi::Env env, const Napi::Promise::Deferred& deferred) {
          if (is_open) {
            deferred.Resolve(env.Undefined());
            return;
          }
          RejectWith(env, deferred, platform::ErrorName(error.os_error),
                     error.path + ": " + platform::ErrorText(error.os_error), error.path);
        };
      });
}

Napi::Value SecondaryObject::RunOnDevice(const Napi::CallbackInfo& info, uint32_t device,
                                         Work work) {
  return devices_[device].Run(info.Env(), info.This().As<Napi::Object>(), std::move(work));
}

Napi::Value SecondaryObject::Move(const Napi::CallbackInfo& info) {
  Arguments in(info, "move");
  const Napi::Object object = in.Object(0, "lease");
  const auto number = [&](const char* name) {
    return in.Ok() ? in.AsUint32(in.Field(object, name), name) : 0;
  };
  Lease lease = {};
  const uint32_t device = number("device");
  lease.command = number("command");
  lease.handle = number("handle");
  lease.size = number("size");
  lease.sequence = number("sequence");
  lease.order = lease.sequence;
  lease.position = in.Ok() ? in.AsInt64(in.Field(object, "position"), "position") : 0;
  const std::string phase = in.Ok() ? in.AsText(in.Field(object, "phase"), "phase") : "";
  lease.is_mapped = phase == "rest" ? 1 : 0;
  const bool is_map_only = phase == "map";
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  DeviceServer* const server = secondary_->Server(device);
  return RunOnDevice(info, device, [lease, server, device, is_map_only]() -> Settle {
    if (server == nullptr) {
      return NoMedium(device);
    }
    uint8_t* address = nullptr;
    const Done done =
        is_map_only ? server->MapOnly(lease, &address) : server->Serve(lease, &address);
    const uint64_t stored_bytes = server->StoredBytes();
    return [done, address, stored_bytes](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      const Napi::Object answer = Napi::Object::New(env);
      answer.Set("code", done.code);
      answer.Set("hr", done.hr);
      answer.Set("bytes", done.bytes);
      answer.Set("address", FromAddress(env, address));
      answer.Set("storedBytes", FromBytes(env, stored_bytes));
      answer.Set("codecNs", FromBytes(env, done.codec_ns));
      answer.Set("diskNs", FromBytes(env, done.disk_ns));
      deferred.Resolve(answer);
    };
  });
}

Napi::Value SecondaryObject::Flush(const Napi::CallbackInfo& info) {
  Arguments in(info, "flush");
  const uint32_t device = in.Uint32(0, "device");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  DeviceServer* const server = secondary_->Server(device);
  return RunOnDevice(info, device, [server, device]() -> Settle {
    if (server == nullptr) {
      return NoMedium(device);
    }
    const Done done = ServeWithoutBuffer(server, vdi::VDC_Flush);
    return [done](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      deferred.Resolve(Napi::Number::New(env, done.code));
    };
  });
}

Napi::Value SecondaryObject::Finish(const Napi::CallbackInfo& info) {
  Arguments in(info, "finish");
  const uint32_t device = in.Uint32(0, "device");
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  DeviceServer* const server = secondary_->Server(device);
  return RunOnDevice(info, device, [server, device]() -> Settle {
    if (server == nullptr) {
      return NoMedium(device);
    }
    const Done done = ServeWithoutBuffer(server, broker::kFinishCommand);
    return [done, summary = server->Summary(), device](Napi::Env env,
                                                       const Napi::Promise::Deferred& deferred) {
      const Napi::Object answer = Napi::Object::New(env);
      answer.Set("code", done.code);
      answer.Set("summary", ToJs(env, device, summary));
      deferred.Resolve(answer);
    };
  });
}

Napi::Value SecondaryObject::CloseFromJs(const Napi::CallbackInfo& info) {
  Close();
  return info.Env().Undefined();
}

Napi::Function SecondaryObject::Define(Napi::Env env) {
  return DefineClass(env, kClassName,
                     {
                         InstanceMethod("open", &SecondaryObject::Open),
                         InstanceMethod("openMedia", &SecondaryObject::OpenMedia),
                         InstanceMethod("move", &SecondaryObject::Move),
                         InstanceMethod("flush", &SecondaryObject::Flush),
                         InstanceMethod("finish", &SecondaryObject::Finish),
                         InstanceMethod("close", &SecondaryObject::CloseFromJs),
                     });
}

void RegisterSecondary(Napi::Env env, Napi::Object exports) {
  exports.Set(SecondaryObject::kClassName, SecondaryObject::Define(env));
}

}  // namespace handoff::addon
