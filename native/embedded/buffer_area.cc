// SPDX-License-Identifier: MIT
#include "native/embedded/buffer_area.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace handoff::embedded {
namespace {

using platform::ShmRegion;
using vdi::Hresult;

uint64_t RoundUp(uint64_t value, uint64_t step) {
  return (value + step - 1) / step * step;
}

}  // namespace

Hresult BufferArea::Request(uint32_t size, uint32_t alignment, uint32_t count) {
  const std::lock_guard<std::mutex> lock(mutex_);
  uint64_t total = slots_.size() + static_cast<uint64_t>(count);
  for (const Wanted& wanted : wanted_) {
    total += wanted.count;
  }
  if (total > kBuffersMax || free_.size() + wanted_.size() >= kSegmentsMax) {
    return vdi::VD_E_MEMORY;
  }
  wanted_.push_back({size, alignment, count});
  return vdi::NOERROR;
}

Hresult BufferArea::Commit(uint32_t segments_each) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::vector<Wanted> requests = std::exchange(wanted_, {});
  const size_t room = kSegmentsMax - free_.size();
  const uint32_t parts_max = requests.size() * segments_each <= room ? segments_each : 1;
  bool is_made = true;
  for (const Wanted& request : requests) {
    const uint32_t parts = std::min(parts_max, request.count);
    for (uint32_t i = 0; i < parts && is_made; ++i) {
      const uint32_t count = request.count / parts + (i < request.count % parts ? 1 : 0);
      is_made = MakeSegment(request, count);
    }
  }
  const uint32_t segments = static_cast<uint32_t>(free_.size());
  SetWords& set = shared_.block().set;
  if (!is_made) {
    const uint32_t published = set.segment_count.load(std::memory_order_relaxed);
    for (uint32_t i = published; i < segments; ++i) {
      shared_.buffers().Drop(i);
    }
    free_.resize(published);
    slots_.resize(set.buffer_count.load(std::memory_order_relaxed));
    return vdi::VD_E_MEMORY;
  }
  // Sync point SEGMENTS: records and entries become visible with these counts.
  set.segment_count.store(segments, std::memory_order_release);
  set.buffer_count.store(static_cast<uint32_t>(slots_.size()), std::memory_order_release);
  return vdi::NOERROR;
}

bool BufferArea::MakeSegment(const Wanted& wanted, uint32_t count) {
  const uint32_t segment = static_cast<uint32_t>(free_.size());
  const uint64_t prefix = RoundUp(shared_.block().set.wish.prefixZoneSize, wanted.alignment);
  const uint64_t stride = prefix + RoundUp(wanted.size, wanted.alignment);
  ShmRegion region = ShmRegion::Create(stride * count, platform::kMapAlignmentMax);
  const std::string name = NameOfBufferSegment(shared_.block().identity.set_id, segment);
  if (!region.IsOpen() || region.Publish(name) != 0) {
    return false;
  }
  SegmentRecord& record = shared_.block().segments[segment];
  record = {stride * count,
            static_cast<uint32_t>(slots_.size()),
            count,
            static_cast<uint32_t>(stride),
            static_cast<uint32_t>(prefix),
            wanted.size,
            wanted.alignment};
  Enter(segment, wanted, count);
  shared_.buffers().Adopt(segment, std::move(region));
  return true;
}

void BufferArea::Enter(uint32_t segment, const Wanted& wanted, uint32_t count) {
  const SegmentRecord& record = shared_.block().segments[segment];
  std::vector<uint32_t> free;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t index = record.first_buffer + i;
    BufferEntry& entry = shared_.block().buffers[index];
    entry.segment = segment;
    entry.offset = record.data_offset + static_cast<uint64_t>(i) * record.stride;
    entry.size = wanted.size;
    entry.word.store(0, std::memory_order_relaxed);
    free.push_back(record.first_buffer + count - 1 -
                   i);  // Taken from the back: lowest index first.
  }
  slots_.resize(slots_.size() + count);
  free_.push_back(std::move(free));
}

bool BufferArea::Fits(const SegmentRecord& segment, uint32_t size, uint32_t alignment) const {
  return segment.data_bytes >= size && segment.alignment >= alignment;
}

uint32_t BufferArea::Available(uint32_t size, uint32_t alignment) {
  const std::lock_guard<std::mutex> lock(mutex_);
  uint64_t count = 0;
  for (size_t i = 0; i < free_.size(); ++i) {
    count += Fits(shared_.block().segments[i], size, alignment) ? free_[i].size() : 0;
  }
  for (const Wanted& wanted : wanted_) {
    count += wanted.size >= size && wanted.alignment >= alignment ? wanted.count : 0;
  }
  return static_cast<uint32_t>(count);
}

Hresult BufferArea::Allocate(uint32_t size, uint32_t alignment, uint8_t** buffer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  size_t best = free_.size();
  for (size_t i = 0; i < free_.size(); ++i) {
    const SegmentRecord& segment = shared_.block().segments[i];
    const bool is_tighter =
        best == free_.size() || segment.data_bytes < shared_.block().segments[best].data_bytes;
    if (!free_[i].empty() && Fits(segment, size, alignment) && is_tighter) {
      best = i;
    }
  }
  if (best == free_.size()) {
    return vdi::VD_E_MEMORY;
  }
  const uint32_t index = free_[best].back();
  free_[best].pop_back();
  slots_[index].size = size;
  std::atomic<uint32_t>& word = shared_.block().buffers[index].word;
  BufferWord state = BufferWord::Unpack(word.load(std::memory_order_relaxed));
  state.state = BufferState::kServer;
  word.store(state.Pack(), std::memory_order_release);
  *buffer = shared_.buffers().AddressOf(index);
  return vdi::NOERROR;
}

Hresult BufferArea::Free(const uint8_t* buffer, uint32_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const uint32_t index = shared_.buffers().IndexOf(buffer);
  const bool is_allocated = index != kNoBuffer && slots_[index].size != 0;
  if (!is_allocated || slots_[index].size != size || slots_[index].is_lent) {
    return vdi::VD_E_INVALID;
  }
  slots_[index].size = 0;
  std::atomic<uint32_t>& word = shared_.block().buffers[index].word;
  BufferWord state = BufferWord::Unpack(word.load(std::memory_order_relaxed));
  state.state = BufferState::kFree;
  word.store(state.Pack(), std::memory_order_release);
  free_[shared_.block().buffers[index].segment].push_back(index);
  return vdi::NOERROR;
}

Hresult BufferArea::Fill(uint8_t* buffer, const uint8_t* pattern, uint32_t pattern_bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const uint32_t index = shared_.buffers().IndexOf(buffer);
  const bool is_allocated = index != kNoBuffer && slots_[index].size != 0;
  if (!is_allocated || slots_[index].is_lent || pattern_bytes == 0) {
    return vdi::VD_E_INVALID;
  }
  for (uint32_t at = 0; at < slots_[index].size; at += pattern_bytes) {
    std::memcpy(buffer + at, pattern, std::min(pattern_bytes, slots_[index].size - at));
  }
  return vdi::NOERROR;
}

uint32_t BufferArea::Lend(const uint8_t* buffer, uint32_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const uint32_t index = shared_.buffers().IndexOf(buffer);
  if (index == kNoBuffer || slots_[index].size < size || slots_[index].is_lent) {
    return kNoBuffer;
  }
  slots_[index].is_lent = true;
  return index;
}

void BufferArea::TakeBack(uint32_t index) {
  const std::lock_guard<std::mutex> lock(mutex_);
  slots_[index].is_lent = false;
}

}  // namespace handoff::embedded
