// SPDX-License-Identifier: MIT
#include "native/trace/trace.h"

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "native/platform/process_watch.h"

namespace handoff::trace {

namespace {

constexpr uint64_t kMagic = 0x31435254464F4448ull;  // "HDOFTRC1"

/// Nobody may have waited for it yet: who replaces it comes soon.
bool IsProcessGone(uint32_t pid) {
  return !platform::IsAlive({pid, 0});
}

}  // namespace

struct Segment::Header {
  uint64_t magic;
  uint32_t lanes;
  uint32_t events_per_lane;
  std::atomic<uint64_t> refused;  ///< writers that found no lane
  uint8_t reserved[40];
};

namespace {

constexpr size_t kHeaderBytes = 64;

size_t BytesOf(uint32_t lanes, uint32_t events_per_lane) {
  return kHeaderBytes + size_t{lanes} * (sizeof(Lane) + size_t{events_per_lane} * sizeof(Event));
}

bool IsLegal(uint32_t lanes, uint32_t events_per_lane) {
  return lanes > 0 && lanes <= Segment::kLanesMax && events_per_lane > 0 &&
         events_per_lane <= Segment::kEventsPerLaneMax &&
         (events_per_lane & (events_per_lane - 1)) == 0;
}

}  // namespace

Writer& Writer::operator=(Writer&& other) noexcept {
  if (this != &other) {
    Release();
    segment_ = std::move(other.segment_);
    lane_ = std::exchange(other.lane_, nullptr);
    events_ = other.events_;
    written_ = other.written_;
    drained_ = other.drained_;
    mask_ = other.mask_;
    lane_index_ = other.lane_index_;
    actor_ = other.actor_;
  }
  return *this;
}

void Writer::Release() {
  if (lane_ != nullptr) {
    lane_->owner.store(0, std::memory_order_release);
    lane_ = nullptr;
  }
  segment_ = nullptr;
}

std::shared_ptr<Segment> Segment::Create(const std::string& name, uint32_t lanes,
                                         uint32_t events_per_lane) {
  static_assert(sizeof(Header) == kHeaderBytes);
  if (!IsLegal(lanes, events_per_lane)) {
    errno = EINVAL;
    return nullptr;
  }
  std::shared_ptr<Segment> segment(new Segment());
  segment->region_ = platform::ShmRegion::Create(BytesOf(lanes, events_per_lane));
  if (!segment->region_.IsOpen()) {
    return nullptr;
  }
  auto* header = new (segment->region_.data()) Header();
  header->magic = kMagic;
  header->lanes = lanes;
  header->events_per_lane = events_per_lane;
  segment->header_ = header;
  segment->lanes_ = reinterpret_cast<Lane*>(segment->region_.data() + kHeaderBytes);
  segment->events_ = reinterpret_cast<Event*>(segment->lanes_ + lanes);
  if (const int error = segment->region_.Publish(name); error != 0) {
    errno = error;
    return nullptr;
  }
  segment->is_creator_ = true;
  return segment;
}

std::shared_ptr<Segment> Segment::Open(const std::string& name) {
  std::shared_ptr<Segment> segment(new Segment());
  segment->region_ = platform::ShmRegion::Open(name, kHeaderBytes);
  if (!segment->region_.IsOpen()) {
    return nullptr;
  }
  auto* header = reinterpret_cast<Header*>(segment->region_.data());
  if (header->magic != kMagic || !IsLegal(header->lanes, header->events_per_lane) ||
      segment->region_.bytes() < BytesOf(header->lanes, header->events_per_lane)) {
    errno = EINVAL;
    return nullptr;
  }
  segment->header_ = header;
  segment->lanes_ = reinterpret_cast<Lane*>(segment->region_.data() + kHeaderBytes);
  segment->events_ = reinterpret_cast<Event*>(segment->lanes_ + header->lanes);
  return segment;
}

Segment::~Segment() {
  Unlink();
}

void Segment::Unlink() {
  if (std::exchange(is_creator_, false)) {
    region_.Unlink();
  }
}

Writer Segment::NewWriter(uint16_t actor) {
  const uint32_t own = platform::ThisProcess().pid;
  for (const bool from_dead : {false, true}) {
    for (uint32_t i = 0; i < header_->lanes; ++i) {
      Lane& lane = lanes_[i];
      uint32_t owner = lane.owner.load(std::memory_order_acquire);
      const bool can_take =
          from_dead ? owner != 0 && owner != own && IsProcessGone(owner) : owner == 0;
      // Sync: acquires what the former owner wrote, its count above all.
      if (!can_take || !lane.owner.compare_exchange_strong(owner, own, std::memory_order_acq_rel)) {
        continue;
      }
      Writer writer;
      writer.segment_ = shared_from_this();
      writer.lane_ = &lane;
      writer.events_ = events_ + size_t{i} * header_->events_per_lane;
      writer.written_ = lane.written.load(std::memory_order_relaxed);
      writer.drained_ = lane.drained.load(std::memory_order_acquire);
      writer.mask_ = header_->events_per_lane - 1;
      writer.lane_index_ = i;
      writer.actor_ = actor;
      return writer;
    }
  }
  header_->refused.fetch_add(1, std::memory_order_relaxed);
  return {};
}

uint32_t Segment::LaneCount() const {
  return header_->lanes;
}

uint32_t Segment::EventsPerLane() const {
  return header_->events_per_lane;
}

Segment::Published Segment::PublishedIn(uint32_t lane) const {
  const uint32_t size = header_->events_per_lane;
  const uint64_t at = lanes_[lane].drained.load(std::memory_order_relaxed);
  // Sync: makes the events below this count visible.
  const uint64_t end = lanes_[lane].written.load(std::memory_order_acquire);
  const auto count = static_cast<uint32_t>(std::min<uint64_t>(end - at, size));
  const auto offset = static_cast<uint32_t>(at & (size - 1));
  return {events_ + size_t{lane} * size, size, offset, count};
}

void Segment::Release(uint32_t lane, uint32_t count) {
  std::atomic<uint64_t>& drained = lanes_[lane].drained;
  // Sync: the slots may be written again once they were looked at.
  drained.store(drained.load(std::memory_order_relaxed) + count, std::memory_order_release);
}

uint64_t Segment::Waiting() const {
  uint64_t waiting = 0;
  for (uint32_t i = 0; i < header_->lanes; ++i) {
    waiting += PublishedIn(i).count;
  }
  return waiting;
}

uint64_t Segment::Dropped() const {
  uint64_t dropped = header_->refused.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < header_->lanes; ++i) {
    dropped += lanes_[i].dropped.load(std::memory_order_relaxed);
  }
  return dropped;
}

}  // namespace handoff::trace
