// SPDX-License-Identifier: MIT
#include "native/media/verify.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <thread>

#include "native/platform/file.h"

namespace handoff::media {

namespace {

/// One read: small enough to be hashed while still in the core's cache.
constexpr size_t kReadBytes = 256 * 1024;

struct Shared {
  const platform::File* file;
  uint64_t chunk_bytes;
  uint64_t file_bytes;
  const std::vector<uint64_t>* chunks;
  std::atomic<uint64_t> next{0};
  std::atomic<uint64_t> bad{UINT64_MAX};
  std::atomic<int> os_error{0};
};

void LowerTo(std::atomic<uint64_t>* target, uint64_t value) {
  uint64_t seen = target->load(std::memory_order_relaxed);
  while (value < seen && !target->compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
  }
}

/// @return false when the chunk could not be read.
bool HashChunk(Shared* shared, uint64_t index, uint8_t* buffer, uint64_t* hash) {
  Xxh3 state;
  state.Reset();
  uint64_t at = index * shared->chunk_bytes;
  const uint64_t end = std::min(shared->file_bytes, at + shared->chunk_bytes);
  while (at < end) {
    const size_t step = static_cast<size_t>(std::min<uint64_t>(kReadBytes, end - at));
    const int64_t got = shared->file->ReadAt(buffer, step, at);
    if (got <= 0) {
      shared->os_error.store(got < 0 ? errno : EIO, std::memory_order_relaxed);
      return false;
    }
    state.Update(buffer, static_cast<size_t>(got));
    at += static_cast<uint64_t>(got);
  }
  *hash = state.Digest64();
  return true;
}

void Run(Shared* shared) {
  const std::unique_ptr<uint8_t[]> buffer(new uint8_t[kReadBytes]);
  for (;;) {
    const uint64_t index = shared->next.fetch_add(1, std::memory_order_relaxed);
    if (index >= shared->chunks->size() || index > shared->bad.load(std::memory_order_relaxed) ||
        shared->os_error.load(std::memory_order_relaxed) != 0) {
      return;
    }
    uint64_t hash = 0;
    if (!HashChunk(shared, index, buffer.get(), &hash)) {
      return;
    }
    if (hash != (*shared->chunks)[index]) {
      LowerTo(&shared->bad, index);
    }
  }
}

}  // namespace

VerifyResult VerifyMedium(const std::string& path, uint64_t chunk_bytes,
                          const std::vector<uint64_t>& chunks, uint32_t threads) {
  VerifyResult result;
  const platform::File file = platform::File::OpenPlain(path, &result.bytes);
  if (!file.IsOpen() || chunk_bytes == 0) {
    result.os_error = file.IsOpen() ? EINVAL : errno;
    return result;
  }
  const uint64_t expected = (result.bytes + chunk_bytes - 1) / chunk_bytes;
  Shared shared = {&file, chunk_bytes, result.bytes, &chunks};
  if (expected != chunks.size()) {
    // What both have is looked at, the first that only one has is bad for sure.
    shared.bad.store(std::min<uint64_t>(expected, chunks.size()), std::memory_order_relaxed);
  }
  std::vector<std::thread> others;
  const uint64_t useful =
      std::min<uint64_t>(std::clamp(threads, 1u, 64u), std::max<uint64_t>(1, chunks.size()));
  for (uint64_t i = 1; i < useful; ++i) {
    others.emplace_back(Run, &shared);
  }
  Run(&shared);
  for (std::thread& thread : others) {
    thread.join();
  }
  result.os_error = shared.os_error.load(std::memory_order_relaxed);
  const uint64_t bad = shared.bad.load(std::memory_order_relaxed);
  result.bad_chunk = bad == UINT64_MAX ? -1 : static_cast<int64_t>(bad);
  return result;
}

}  // namespace handoff::media
