// SPDX-License-Identifier: MIT
/// The broker segment: how the primary's device threads and the secondaries' threads hand leases to
/// each other. ABI of one build: both sides check magic, version and size.
///
///   0        | SegmentHeader                      | 4096 bytes
///   4096     | DeviceChannel 0 .. n-1             | one a device
///   ...      | chunk tables 0 .. n-1              | kChunkCountMax x 8 bytes each
///
/// A device has one submission ring (device thread -> secondary) with a bell of its own, and one
/// completion ring (secondary -> device thread) whose bell is the set's CommandBell, so that the
/// device thread waits for commands and completions at once.
///
/// Progress: before the secondary pushes completion number n (n = Pushed() + 1) it writes the
/// medium's state into progress[n % 2]. The push commits both at once: whoever comes after a killed
/// secondary finds in progress[Pushed() % 2] the state that belongs to exactly the published
/// completions.
///
/// Ownership: the primary creates it under a temporary name, renames it into place when it is
/// complete, and removes it. Every process that has it mapped holds a shared lock on it (see
/// platform/shm_region.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "native/broker/control.h"
#include "native/broker/ring.h"
#include "native/media/medium.h"
#include "native/platform/doorbell.h"
#include "native/platform/shm_region.h"
#include "native/vdi/vdi.h"

namespace handoff::broker {

inline constexpr uint64_t kSegmentMagic = 0x31524B42464F4448ull;  // "HDOFBKR1"
inline constexpr uint32_t kSegmentVersion = 2;
/// Leases of one device that are out at once: more than the commands that a server keeps
/// outstanding (64 of the embedded one), so that GetCommand can always be polled and neither ring
/// is ever full.
inline constexpr uint32_t kLeasesMax = 128;
inline constexpr uint32_t kSecondaryCountMax = 64;

/// What a secondary is asked to do beside the commands of the interface.
inline constexpr uint32_t kFinishCommand = 0x100;

/// Faults that travel with a lease, for tests and demonstrations.
enum class LeaseFault : uint32_t { kNone = 0, kCrash, kHang, kMediaError, kDiskFull, kIoError };

/// One lease as it travels. Bytes 0..63.
struct alignas(64) Lease {
  uint64_t order;    ///< of the device's leases, from 1; what the medium checks
  int64_t position;  ///< byte offset in the device's stream
  uint64_t leased_ns;
  uint32_t sequence;  ///< of the device's commands, from 1; for the trace
  uint32_t command;   ///< VDCommands or kFinishCommand
  uint32_t handle;
  uint32_t size;
  LeaseFault fault;
  uint32_t is_mapped;  ///< message-port mode: mapped and noted before, by a call of its own
};
static_assert(sizeof(Lease) == 64);

/// Its answer. Bytes 0..63.
struct alignas(64) Done {
  uint64_t order;
  uint64_t taken_ns;
  uint64_t moved_ns;
  uint32_t code;  ///< Win32
  int32_t hr;     ///< not NOERROR when MapBufferHandle failed
  uint32_t bytes;
  int32_t os_error;
  uint64_t codec_ns;
  uint64_t disk_ns;
};
static_assert(sizeof(Done) == 64);

struct DeviceChannel {
  SpscRing<Lease, kLeasesMax> submissions;
  SpscRing<Done, kLeasesMax> completions;
  platform::Doorbell submission_bell;
  platform::Doorbell hold_bell;  ///< the secondary's held threads wait for it, all together
  alignas(64) std::atomic<uint64_t> stored_bytes;  ///< for pictures
  std::atomic<uint64_t> plain_size;  ///< of a medium that is read, set when it was opened
  std::atomic<uint64_t> alive_ns;    ///< when the secondary last got on with something
  alignas(64) media::Progress progress[2];
  HeldSlot held[kHeldMax];
};

struct SegmentHeader {
  uint64_t magic;
  uint32_t version;
  uint32_t device_count;
  uint64_t segment_bytes;
  uint64_t media_full_at;  ///< fault: stored bytes a device's medium takes, 0 = no limit
  uint64_t primary_start;  ///< start time from /proc: guards against a reused number
  uint32_t primary_pid;
  uint8_t padding[20];          ///< what follows changes and has a line of its own
  alignas(64) Control control;  ///< step, slow motion, breakpoints
};
static_assert(offsetof(SegmentHeader, control) == 64);
inline constexpr size_t kSegmentHeaderBytes = 4096;
static_assert(sizeof(SegmentHeader) <= kSegmentHeaderBytes);
/// Of each device in the segment; channels together are rounded up to whole pages.
inline constexpr size_t kSegmentDeviceBytes =
    sizeof(DeviceChannel) + media::kChunkCountMax * sizeof(uint64_t);

/// One process's view of the segment. Immutable after Create or Open; any thread.
class Segment {
 public:
  /// The primary's: @return null on failure, errno set.
  static std::unique_ptr<Segment> Create(const std::string& name, uint32_t device_count,
                                         uint64_t media_full_at);
  /// A secondary's.
  static std::unique_ptr<Segment> Open(const std::string& name);

  SegmentHeader* header() const {
    return header_;
  }
  DeviceChannel* device(uint32_t index) const {
    return &devices_[index];
  }
  uint64_t* chunks(uint32_t index) const {
    return chunks_ + uint64_t{index} * media::kChunkCountMax;
  }

  uint32_t device_count() const {
    return header_->device_count;
  }

  /// One place of a thread where commands can be held.
  HoldPoint NewHoldPoint(uint32_t device_index, uint32_t slot) const {
    return {&header_->control, &devices_[device_index].held[slot]};
  }

  /// Removes the name; the memory stays until the last process lets go. Only by the one that made
  /// it.
  void Unlink() {
    region_.Unlink();
  }

  ~Segment();
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

 private:
  Segment() = default;
  void Locate(uint32_t device_count);

  platform::ShmRegion region_;
  SegmentHeader* header_ = nullptr;
  DeviceChannel* devices_ = nullptr;
  uint64_t* chunks_ = nullptr;
};

}  // namespace handoff::broker
