// SPDX-License-Identifier: MIT
/// addon.packTraceText, unpackTraceBlock, foldTraceBlock: blocks of trace files, each on a native
/// thread of its own, so that the window does not wait for them.
#include <napi.h>

#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "native/addon/addon.h"
#include "native/addon/arguments.h"
#include "native/trace/block.h"
#include "native/trace/fold.h"

namespace handoff::addon {

namespace {

/// A copy: the thread must not touch what JavaScript may change.
std::vector<uint8_t> CopyOf(std::span<const uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

Settle SettleWithBytes(std::vector<uint8_t> bytes, bool is_whole) {
  return
      [bytes = std::move(bytes), is_whole](Napi::Env env, const Napi::Promise::Deferred& deferred) {
        if (!is_whole) {
          RejectWith(env, deferred, "EBADMSG", "The block is torn, altered or none.");
          return;
        }
        Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, bytes.size());
        std::memcpy(buffer.Data(), bytes.data(), bytes.size());
        deferred.Resolve(buffer);
      };
}

Napi::Value PackTraceText(const Napi::CallbackInfo& info) {
  Arguments in(info, "packTraceText");
  std::vector<uint8_t> text = CopyOf(in.Bytes(0, "text", 1, 1, trace::kBlockTextMax));
  const uint32_t index = in.Ok() ? in.Uint32(1, "index") : 0;
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return RunOnThread(info.Env(), Napi::Object(), [text = std::move(text), index]() -> Settle {
    std::vector<uint8_t> block = trace::PackText(text.data(), text.size());
    const bool is_whole = !block.empty();
    if (is_whole) {
      trace::NumberBlock(&block, index);
    }
    return SettleWithBytes(std::move(block), is_whole);
  });
}

/// @param folds whether events are folded to commands
Napi::Value Unpacked(const Napi::CallbackInfo& info, const char* method, bool folds) {
  Arguments in(info, method);
  std::vector<uint8_t> block =
      CopyOf(in.Bytes(0, "block", 1, 0, trace::kBlockStoredMax + sizeof(trace::BlockHead)));
  if (!in.Ok()) {
    return info.Env().Undefined();
  }
  return RunOnThread(info.Env(), Napi::Object(), [block = std::move(block), folds]() -> Settle {
    std::vector<uint8_t> bytes;
    const bool is_whole = trace::Unpack(block.data(), block.size(), &bytes);
    if (is_whole && folds) {
      const std::vector<uint8_t> events = std::move(bytes);
      trace::FoldEvents(reinterpret_cast<const trace::Event*>(events.data()),
                        events.size() / sizeof(trace::Event), &bytes);
    }
    return SettleWithBytes(std::move(bytes), is_whole);
  });
}

Napi::Value UnpackTraceBlock(const Napi::CallbackInfo& info) {
  return Unpacked(info, "unpackTraceBlock", false);
}

Napi::Value FoldTraceBlock(const Napi::CallbackInfo& info) {
  return Unpacked(info, "foldTraceBlock", true);
}

}  // namespace

void RegisterTraceBlock(Napi::Env env, Napi::Object exports) {
  exports.Set("packTraceText", Napi::Function::New(env, PackTraceText, "packTraceText"));
  exports.Set("unpackTraceBlock", Napi::Function::New(env, UnpackTraceBlock, "unpackTraceBlock"));
  exports.Set("foldTraceBlock", Napi::Function::New(env, FoldTraceBlock, "foldTraceBlock"));
}

}  // namespace handoff::addon
