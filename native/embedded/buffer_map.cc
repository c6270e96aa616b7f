// SPDX-License-Identifier: MIT
#include "native/embedded/buffer_map.h"

#include <cinttypes>
#include <cstdio>
#include <utility>

#include "native/platform/sweep.h"

namespace handoff::embedded {

namespace {

std::string PrefixOf(uint64_t set_id) {
  char prefix[64];
  std::snprintf(prefix, sizeof(prefix), "%sbuf-%016" PRIx64 "-", platform::kSegmentPrefix, set_id);
  return prefix;
}

}  // namespace

std::string NameOfBufferSegment(uint64_t set_id, uint32_t segment) {
  return PrefixOf(set_id) + std::to_string(segment);
}

uint8_t* BufferMap::AddressOf(uint32_t index) {
  // Sync point SEGMENTS: buffer_count is stored after the entries and segment records that it
  // counts.
  if (index >= block_.set.buffer_count.load(std::memory_order_acquire)) {
    return nullptr;
  }
  const BufferEntry& entry = block_.buffers[index];
  uint8_t* base = BaseOf(entry.segment);
  return base == nullptr ? nullptr : base + entry.offset;
}

uint32_t BufferMap::IndexOf(const uint8_t* data_start) const {
  Place place;
  return Find(data_start, &place) && place.rest == 0 ? place.index : kNoBuffer;
}

uint32_t BufferMap::IndexContaining(const uint8_t* address) const {
  Place place;
  return Find(address, &place) ? place.index : kNoBuffer;
}

bool BufferMap::Find(const uint8_t* address, Place* place) const {
  const uintptr_t at = reinterpret_cast<uintptr_t>(address);
  const uint32_t count = block_.set.segment_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count && i < kSegmentsMax; ++i) {
    const uintptr_t base = reinterpret_cast<uintptr_t>(bases_[i].load(std::memory_order_acquire));
    const SegmentRecord& segment = block_.segments[i];
    const uintptr_t first = base + segment.data_offset;
    if (base == 0 || at < first || at >= base + segment.bytes) {
      continue;
    }
    const uint64_t slot = (at - first) / segment.stride;
    place->index = segment.first_buffer + static_cast<uint32_t>(slot);
    place->rest = (at - first) % segment.stride;
    return slot < segment.buffers && place->rest < segment.data_bytes;
  }
  return false;
}

void BufferMap::Adopt(uint32_t segment, platform::ShmRegion region) {
  const std::lock_guard<std::mutex> lock(mutex_);
  regions_[segment] = std::move(region);
  bases_[segment].store(regions_[segment].data(), std::memory_order_release);
}

void BufferMap::Drop(uint32_t segment) {
  const std::lock_guard<std::mutex> lock(mutex_);
  bases_[segment].store(nullptr, std::memory_order_release);
  regions_[segment].Unlink();
  regions_[segment] = platform::ShmRegion();
}

uint8_t* BufferMap::BaseOf(uint32_t segment) {
  if (segment >= kSegmentsMax) {
    return nullptr;
  }
  uint8_t* base = bases_[segment].load(std::memory_order_acquire);
  if (base != nullptr) {
    return base;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!regions_[segment].IsOpen()) {
    regions_[segment] =
        platform::ShmRegion::Open(NameOfBufferSegment(block_.identity.set_id, segment),
                                  block_.segments[segment].bytes, platform::kMapAlignmentMax);
    bases_[segment].store(regions_[segment].data(), std::memory_order_release);
  }
  return regions_[segment].data();
}

void BufferMap::UnlinkAll() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (platform::ShmRegion& region : regions_) {
    region.Unlink();
  }
}

void BufferMap::UnlinkOrphans() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (platform::ShmRegion& region : regions_) {
      region.UnlinkIfLast();
    }
  }
  // By name rather than by the table: the server may have died before it counted a new segment.
  for (const std::string& name : platform::SegmentNames(PrefixOf(block_.identity.set_id))) {
    platform::SweepSegment(name);
  }
}

}  // namespace handoff::embedded
