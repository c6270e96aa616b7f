// SPDX-License-Identifier: MIT
/// What a secondary does with the bytes of a device: the abstract media and what they share.
///
/// A medium is written in stream order by exactly one writer and read by absolute position by any
/// number of threads. Numbers of results are Win32 codes, because they become completion codes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

#include "native/media/xxh3.h"
#include "native/platform/clock.h"

namespace handoff::media {

enum class Codec : uint8_t { kNone, kZstd, kNull };

/// Stored bytes are hashed in ranges of this size, so that a check runs in parallel and names a
/// place.
inline constexpr uint64_t kChunkBytes = 16ull * 1024 * 1024;
/// 2^17 chunks = 2 TiB of stored bytes a device; 8 bytes each = 1 MiB of shared memory a device.
inline constexpr uint32_t kChunkCountMax = 1u << 17;
/// Largest plain size of a frame that is read back: four of the largest transfers.
inline constexpr uint32_t kFramePlainBytesMax = 16u * 1024 * 1024;
/// Frames of a seekable file: the format's own limit (0x8000000).
inline constexpr uint64_t kFrameCountMax = 0x8000000;

struct MediumOptions {
  Codec codec = Codec::kNone;
  int level = 1;
  /// Final name; bytes of a written medium go to `path + ".partial"`.
  std::string path;
  /// Codec threads that will call in parallel.
  uint32_t threads = 1;
  /// Simulated size of the medium in stored bytes, 0 = as large as it is.
  uint64_t full_at = 0;
  /// Told the time during long calls, so that a slow disk is not taken for a hung process. May be
  /// null.
  std::atomic<uint64_t>* heartbeat = nullptr;
};

/// Why a medium could not be opened.
struct OpenError {
  int os_error = 0;
  std::string path;
};

/// Result of one call. `code` 0 = success, else Win32; `os_error` where the system said why.
struct Outcome {
  uint32_t code = 0;
  int os_error = 0;
  uint32_t bytes = 0;
  uint64_t stored_bytes = 0;  ///< reading: bytes taken from the file for this
  uint64_t codec_ns = 0;
  uint64_t disk_ns = 0;
};

/// State of a written medium after a command: all that a replacement needs to go on. Lives in
/// shared memory in two copies, of which the published one is never touched.
struct alignas(64) Progress {
  Xxh3 plain;      ///< whole plain stream
  Xxh3 stored;     ///< whole stored file; unused where plain == stored
  Xxh3 chunk;      ///< unfinished chunk of the stored file
  uint64_t order;  ///< last lease taken, 0 = none
  uint64_t plain_bytes;
  uint64_t stored_bytes;
  uint64_t frame_count;
  uint64_t chunk_count;  ///< finished chunks, their hashes in the chunk table
  uint32_t failed_code;  ///< first failure, sticky: later writes get the same
  int32_t failed_os_error;
  uint32_t finished;   ///< 1 after Finish: the hashes below are final
  uint32_t is_hashed;  ///< 0 for the null medium
  Hash128 plain_hash;
  Hash128 stored_hash;
  uint64_t last_chunk;  ///< hash of the chunk that the file ends in
};
static_assert(std::is_trivially_copyable_v<Progress> && sizeof(Progress) % 64 == 0);

/// A progress at the start of a stream.
void ResetProgress(Progress* progress);

/// Scratch of one codec thread.
class Encoder {
 public:
  virtual ~Encoder() = default;
};

/// A medium being written.
///
/// Threads: Encode from any thread, each with its own encoder; Append, Flush and Finish from one
/// thread at a time, in order of leases. Invariant: a lease whose order is not the last one plus
/// one, or whose position is not the end of the stream, is refused and the medium fails for good:
/// what is stored is always a prefix of the stream.
class WriteMedium {
 public:
  /// Creates `path.partial`, or with a `resume` (of a killed predecessor) cuts it to the last
  /// published byte and goes on. Holds an exclusive lock on it while it lives.
  /// @param chunks  table of kChunkCountMax hashes, zero at the start, kept by the caller
  /// @return null on failure, `*error` set; EBUSY = another job writes this file
  static std::unique_ptr<WriteMedium> Open(const MediumOptions& options, const Progress* resume,
                                           uint64_t* chunks, OpenError* error);
  virtual ~WriteMedium() = default;

  virtual std::unique_ptr<Encoder> NewEncoder() {
    return nullptr;
  }
  /// The part of Append that may run ahead and in parallel. @return nanoseconds it took.
  virtual uint64_t Encode(Encoder* encoder, const uint8_t* data, uint32_t size) {
    static_cast<void>(encoder), static_cast<void>(data), static_cast<void>(size);
    return 0;
  }
  /// Stores one buffer. `position` -1 = wherever the stream is. Returns when the bytes are with the
  /// kernel.
  Outcome Append(uint64_t order, int64_t position, Encoder* encoder, const uint8_t* data,
                 uint32_t size);
  /// Makes everything so far durable.
  Outcome Flush(uint64_t order);
  /// Writes what belongs at the end, makes it durable and settles the hashes.
  Outcome Finish(uint64_t order);
  /// Takes note of a command that moves nothing here (bad handle, injected fault): `code` fails the
  /// medium, 0 only counts.
  Outcome Note(uint64_t order, uint32_t code);

  const Progress& progress() const {
    return progress_;
  }
  /// To be called once the progress after Finish has been published.
  virtual void Published() {}
  /// Removes what this medium made so far. Call at most once, before the destructor.
  virtual void Remove() = 0;

 protected:
  explicit WriteMedium(const MediumOptions& options, uint64_t* chunks)
      : options_(options), chunks_(chunks) {}

  virtual Outcome Store(Encoder* encoder, const uint8_t* data, uint32_t size) = 0;
  virtual Outcome Sync() = 0;
  virtual Outcome Seal() = 0;

  MediumOptions options_;
  uint64_t* chunks_;
  Progress progress_;

 private:
  bool Admit(uint64_t order, Outcome* outcome);
  Outcome Settle(Outcome outcome);
};

/// A medium being read. Read from any number of threads, `worker` < options.threads names the
/// caller's scratch.
class ReadMedium {
 public:
  static std::unique_ptr<ReadMedium> Open(const MediumOptions& options, OpenError* error);
  virtual ~ReadMedium() = default;

  /// Fills `out` from the plain stream at `position`. A short count comes with ERROR_HANDLE_EOF
  /// (38).
  virtual Outcome Read(uint32_t worker, uint64_t position, uint8_t* out, uint32_t size) = 0;
  uint64_t plain_bytes() const {
    return plain_bytes_;
  }
  uint64_t stored_bytes() const {
    return stored_bytes_;
  }

 protected:
  uint64_t plain_bytes_ = 0;
  uint64_t stored_bytes_ = 0;
};

using platform::NowNs;

/// The completion code for a system error while writing: 112 when the medium is full, else 29.
uint32_t WriteCodeOf(int os_error);

}  // namespace handoff::media
