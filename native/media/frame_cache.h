// SPDX-License-Identifier: MIT
/// Decoded frames of a zstd medium that a reader takes in pieces, and the threads that decode
/// ahead.
///
/// A read that covers a whole frame never comes here: it is decoded straight into the buffer. Reads
/// that cut frames find them here; the first piece of a frame makes the following frames be decoded
/// by background threads, so that a restore with small reads keeps up with a plain decoder.
///
/// Threads: all methods from any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

namespace handoff::media {

class FrameCache {
 public:
  /// Decodes frame `index` into `out`. @return 0 or a Win32 code. `lane` < threads: scratch of the
  /// caller.
  using Decode = std::function<uint32_t(uint32_t lane, uint64_t index, uint8_t* out)>;

  /// @param ahead        frames decoded in advance, also the number of background threads
  /// @param frame_bytes  largest plain frame
  FrameCache(uint32_t ahead, uint32_t frame_bytes, uint64_t frame_count, Decode decode);
  ~FrameCache();
  FrameCache(const FrameCache&) = delete;
  FrameCache& operator=(const FrameCache&) = delete;

  /// Copies a piece of frame `index`, decoding it here when nobody has. @return 0 or a Win32 code.
  uint32_t Copy(uint64_t index, uint32_t offset, uint8_t* out, uint32_t bytes);
  /// True when the frame is here or on its way, so that a covering read had better copy it.
  bool Has(uint64_t index);

 private:
  /// Pages: see null_medium.cc for what an odd offset costs.
  static constexpr std::align_val_t kAlignment{4096};
  struct AlignedDelete {
    void operator()(uint8_t* bytes) const {
      ::operator delete[](bytes, kAlignment);
    }
  };

  enum class State : uint8_t { kEmpty, kWanted, kLoading, kReady };
  struct Slot {
    State state = State::kEmpty;
    uint64_t index = 0;
    uint32_t code = 0;
    uint32_t readers = 0;
    uint64_t used = 0;
    std::unique_ptr<uint8_t[], AlignedDelete> bytes;
  };

  Slot* Lookup(uint64_t index);
  /// A slot for a frame that is not here; null when all are busy.
  Slot* Claim(uint64_t index, State state);
  void WantAhead(uint64_t index);
  void Load(std::unique_lock<std::mutex>* lock, uint32_t lane, Slot* slot);
  void RunAhead(uint32_t lane);

  const uint32_t ahead_;
  const uint32_t frame_bytes_;
  const uint64_t frame_count_;
  const Decode decode_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable wanted_;
  std::vector<Slot> slots_;
  uint64_t clock_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace handoff::media
