// SPDX-License-Identifier: MIT
/// The trace segment: a set of single-producer rings ("lanes") in shared memory, one for each
/// native thread that writes events, drained by the primary.
///
///   0        | Header                    | 64 bytes
///   64       | Lane 0 .. n-1             | 192 bytes each
///   ...      | events of lane 0 .. n-1   | events_per_lane x 48 bytes each
///
/// A full lane drops the event and counts the drop; writing never blocks and never calls the kernel
/// but for the clock (vDSO). A process that dies leaves a lane whose published events are still
/// read, and which a later thread may take over.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "native/platform/clock.h"
#include "native/platform/shm_region.h"
#include "native/trace/event.h"

namespace handoff::trace {

using platform::NowNs;

/// Positions only grow; slot = position % events_per_lane.
struct Lane {
  alignas(64) std::atomic<uint64_t> written;  ///< by the lane's thread
  std::atomic<uint64_t> dropped;              ///< by the lane's thread
  alignas(64) std::atomic<uint64_t> drained;  ///< by the primary
  alignas(64) std::atomic<uint32_t> owner;    ///< pid of the owning process, 0 = free
};
static_assert(sizeof(Lane) == 192 && std::atomic<uint64_t>::is_always_lock_free);

class Segment;

/// Writes events into one lane. One thread. A default-constructed writer discards everything, so
/// that code can be traced or not without branches at its call sites. Gives the lane back when it
/// dies.
class Writer {
 public:
  Writer() = default;
  ~Writer() {
    Release();
  }
  Writer(Writer&& other) noexcept {
    *this = std::move(other);
  }
  Writer& operator=(Writer&& other) noexcept;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool IsOn() const {
    return lane_ != nullptr;
  }

  /// Stamps time, actor and lane, and publishes. Drops and counts when the lane is full.
  void Write(const Event& event) {
    if (lane_ != nullptr) {
      Put(event, NowNs());
    }
  }
  /// The same with the time as the caller has it already.
  void WriteAt(const Event& event, uint64_t time_ns) {
    if (lane_ != nullptr) {
      Put(event, time_ns);
    }
  }

 private:
  friend class Segment;
  void Put(const Event& event, uint64_t time_ns) {
    if (written_ - drained_ > mask_) {
      drained_ = lane_->drained.load(std::memory_order_acquire);
      if (written_ - drained_ > mask_) {
        lane_->dropped.fetch_add(1, std::memory_order_relaxed);
        return;
      }
    }
    Event* const slot = events_ + (written_ & mask_);
    *slot = event;
    slot->time_ns = time_ns;
    slot->actor = actor_;
    slot->thread = lane_index_;
    // Sync: the slot is visible to the primary before the count that covers it.
    lane_->written.store(++written_, std::memory_order_release);
  }
  void Release();

  std::shared_ptr<Segment> segment_;
  Lane* lane_ = nullptr;
  Event* events_ = nullptr;
  uint64_t written_ = 0;
  uint64_t drained_ = 0;  ///< as last seen
  uint64_t mask_ = 0;
  uint32_t lane_index_ = 0;
  uint16_t actor_ = 0;
};

class Segment : public std::enable_shared_from_this<Segment> {
 public:
  ~Segment();
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

  /// Creates the segment `name` (a POSIX shared memory name without slash; starts with "handoff-")
  /// with `lanes` lanes of `events_per_lane` (a power of two). Null on failure, errno set. Removed
  /// by the destructor of the creating object.
  static std::shared_ptr<Segment> Create(const std::string& name, uint32_t lanes,
                                         uint32_t events_per_lane);
  /// Opens an existing one; null on failure, errno set.
  static std::shared_ptr<Segment> Open(const std::string& name);

  /// Claims a free lane for the calling thread, or that of a dead process. When none is left the
  /// writer discards, and one drop is counted to say that something is missing.
  Writer NewWriter(uint16_t actor);

  /// Shows all published events, lane by lane, each lane in order and in at most two pieces, where
  /// they lie; their room is free again after `visit(events, count)`. One thread of the primary.
  /// What it sees is another process's memory: it is to be copied before it is trusted.
  /// @return how many there were in the fullest lane
  template <class Visit>
  uint32_t Take(const Visit& visit) {
    uint32_t most = 0;
    for (uint32_t i = 0; i < LaneCount(); ++i) {
      const Published lane = PublishedIn(i);
      if (lane.count == 0) {
        continue;
      }
      const uint32_t first = std::min(lane.count, lane.size - lane.offset);
      visit(lane.events + lane.offset, first);
      if (first < lane.count) {
        visit(lane.events, lane.count - first);
      }
      Release(i, lane.count);
      most = std::max(most, lane.count);
    }
    return most;
  }
  /// Published events that were not taken yet, all lanes.
  uint64_t Waiting() const;
  uint32_t EventsPerLane() const;

  /// Events dropped so far, all lanes.
  uint64_t Dropped() const;

  /// Removes the name; the memory stays until the last process lets go.
  void Unlink();

  static constexpr uint32_t kLanesMax = 4096;
  static constexpr uint32_t kEventsPerLaneMax = 1u << 20;

 private:
  friend class Writer;
  struct Header;
  /// Events of a lane that wait: `count` from `offset` on, of a ring of `size`.
  struct Published {
    const Event* events;
    uint32_t size;
    uint32_t offset;
    uint32_t count;
  };
  uint32_t LaneCount() const;
  Published PublishedIn(uint32_t lane) const;
  void Release(uint32_t lane, uint32_t count);
  Segment() = default;

  platform::ShmRegion region_;
  Header* header_ = nullptr;
  Lane* lanes_ = nullptr;
  Event* events_ = nullptr;
  bool is_creator_ = false;
};

}  // namespace handoff::trace
