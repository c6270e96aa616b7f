// SPDX-License-Identifier: MIT
/// A named shared memory segment, mapped, with the lock that tells the living from the orphaned.
///
/// Life: Create makes the segment under a temporary name; its maker initialises it and then calls
/// Publish, which gives it its name in one step. Nobody ever sees a half-made segment under a real
/// name. Every process that has a segment open holds flock(LOCK_SH) on its descriptor; the kernel
/// drops it with the last copy of the descriptor, however the process ends. Whoever gets LOCK_EX
/// knows that nobody uses the segment, and only then removes a name that is not its own (see
/// sweep.h).
///
/// Threads: one region object from one thread at a time; the memory from any.
/// Ownership: the destructor unmaps and closes; it removes a name only while that is still the
/// temporary one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace handoff::platform {

/// Every segment's name begins so. Names carry no slash.
inline constexpr char kSegmentPrefix[] = "handoff-";
/// Largest alignment of a mapping's first byte.
inline constexpr size_t kMapAlignmentMax = 64 * 1024;

class ShmRegion {
 public:
  ShmRegion() = default;
  ~ShmRegion();
  ShmRegion(ShmRegion&& other) noexcept;
  ShmRegion& operator=(ShmRegion&& other) noexcept;
  ShmRegion(const ShmRegion&) = delete;
  ShmRegion& operator=(const ShmRegion&) = delete;

  /// A new segment of `bytes` zero bytes, memory reserved (ENOSPC here instead of SIGBUS later),
  /// mapped at a multiple of `alignment` (a power of two). Empty on failure, errno set.
  static ShmRegion Create(size_t bytes, size_t alignment = 4096);

  /// Opens and maps a published segment whole. Empty on failure, errno set; ENOENT also for one
  /// that is just being swept, EINVAL for one smaller than `bytes_min`.
  static ShmRegion Open(const std::string& name, size_t bytes_min, size_t alignment = 4096);

  /// Gives the segment its name. An orphan of that name is removed first. @return 0 or errno:
  /// EEXIST when the name is in use.
  int Publish(const std::string& name);

  /// Removes the name, if this region published it and still has it. Memory stays until the last
  /// unmap.
  void Unlink();

  /// Removes the name when no other process (or object) has the segment open. Gives this object's
  /// lock up: to be followed by the destructor. @return true when it was removed now.
  bool UnlinkIfLast();

  bool IsOpen() const {
    return data_ != nullptr;
  }
  uint8_t* data() const {
    return data_;
  }
  size_t bytes() const {
    return bytes_;
  }
  const std::string& name() const {
    return name_;
  }

 private:
  bool Map(size_t alignment);
  void Reset();

  std::string name_;
#ifdef _WIN32
  std::wstring segment_;       ///< name of the mapping
  void* mapping_ = nullptr;    ///< HANDLE
  void* published_ = nullptr;  ///< HANDLE of the mapping that bears the published name
#else
  int fd_ = -1;
#endif
  uint8_t* data_ = nullptr;
  size_t bytes_ = 0;
#ifndef _WIN32
  bool is_temporary_ = false;
  bool is_owner_ = false;
#endif
};

}  // namespace handoff::platform
