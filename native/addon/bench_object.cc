// SPDX-License-Identifier: MIT
#include "native/addon/bench_object.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "native/addon/addon.h"
#include "native/addon/arguments.h"
#include "native/addon/server_object.h"
#include "native/embedded/database.h"
#include "native/media/medium.h"
#include "native/platform/shm_region.h"
#include "native/vdi/vdi.h"

namespace handoff::addon {

namespace {

constexpr uint32_t kBuffersMax = 4096;

struct MoveOptions {
  embedded::DatabaseSpec database;
  uint32_t transfer_bytes = 0;
  uint32_t buffer_count = 0;
};

struct Moved {
  std::string problem;  ///< empty when all went well
  uint64_t bytes = 0;
  double seconds = 0;
};

/// Shared memory like that of a set's buffers, each page touched once. Not open on failure.
platform::ShmRegion NewArea(size_t bytes) {
  constexpr size_t kPageBytes = 4096;
  platform::ShmRegion area = platform::ShmRegion::Create(bytes);
  for (size_t at = 0; area.IsOpen() && at < bytes; at += kPageBytes) {
    area.data()[at] = 0;
  }
  return area;
}

Moved Move(const MoveOptions& options, const Stop& stop) {
  Moved moved;
  embedded::Problem problem;
  const auto streams = embedded::OpenDatabase(options.database, 1, vdi::kBlockSizeMin, &problem);
  const platform::ShmRegion area = NewArea(size_t{options.buffer_count} * options.transfer_bytes);
  media::MediumOptions null_medium;
  null_medium.codec = media::Codec::kNull;
  std::vector<uint64_t> chunks(media::kChunkCountMax);
  media::OpenError error;
  const auto medium = media::WriteMedium::Open(null_medium, nullptr, chunks.data(), &error);
  if (streams.empty() || !area.IsOpen() || medium == nullptr) {
    moved.problem = streams.empty() ? problem.text : "No memory for the buffers.";
    return moved;
  }
  embedded::Stream* stream = streams[0].get();
  const uint64_t started_ns = media::NowNs();
  for (uint64_t order = 1; moved.bytes < stream->bytes() && !stop.IsRequested(); ++order) {
    uint8_t* buffer = area.data() + order % options.buffer_count * options.transfer_bytes;
    const auto size = static_cast<uint32_t>(
        std::min<uint64_t>(options.transfer_bytes, stream->bytes() - moved.bytes));
    if (!stream->Read(buffer, size, &problem) ||
        medium->Append(order, -1, nullptr, buffer, size).code != 0) {
      moved.problem = "The bytes could not be moved. " + problem.text;
      return moved;
    }
    moved.bytes += size;
  }
  moved.seconds = static_cast<double>(media::NowNs() - started_ns) / 1e9;
  return moved;
}

Settle SettleWith(Moved moved) {
  return [moved = std::move(moved)](Napi::Env env, const Napi::Promise::Deferred& deferred) {
    if (!moved.problem.empty()) {
      RejectWith(env, deferred, "EIO", moved.problem);
      return;
    }
    Napi::Object result = Napi::Object::New(env);
    result.Set("bytes", FromBytes(env, moved.bytes));
    result.Set("seconds", Napi::Number::New(env, moved.seconds));
    deferred.Resolve(result);
  };
}

Napi::Value MoveInProcess(const Napi::CallbackInfo& info) {
  Arguments in(info, "moveInProcess");
  MoveOptions options;
  options.database = DatabaseFrom(&in, in.At(0));
  if (in.Ok())
    options.transfer_bytes = in.Uint32(1, "transferSize");
  if (in.Ok())
    options.buffer_count = in.Uint32(2, "bufferCount");
  if (in.Ok() && (options.transfer_bytes == 0 || options.transfer_bytes > vdi::kTransferSizeMax ||
                  options.transfer_bytes % vdi::kTransferSizeStep != 0))
    in.RefuseRange("transferSize", "a multiple of 65536 up to 4194304", info[1]);
  if (in.Ok() && (options.buffer_count == 0 || options.buffer_count > kBuffersMax))
    in.RefuseRange("bufferCount", "1 to 4096", info[2]);
  if (!in.Ok())
    return info.Env().Undefined();
  const std::shared_ptr<Stop> stop = Environment::Of(info.Env())->Stopping();
  return RunOnThread(info.Env(), Napi::Object(),
                     [options, stop] { return SettleWith(Move(options, *stop)); });
}

}  // namespace

void RegisterBench(Napi::Env env, Napi::Object exports) {
  exports.Set("moveInProcess", Napi::Function::New(env, MoveInProcess, "moveInProcess"));
}

}  // namespace handoff::addon
