// SPDX-License-Identifier: MIT
#include "native/broker/segment.h"

#include <cerrno>

#include "native/platform/process_watch.h"

namespace handoff::broker {

namespace {

constexpr size_t ChunksAt(uint32_t device_count) {
  const size_t end = kSegmentHeaderBytes + device_count * sizeof(DeviceChannel);
  return (end + 4095) / 4096 * 4096;
}

constexpr size_t BytesOf(uint32_t device_count) {
  return ChunksAt(device_count) + size_t{device_count} * media::kChunkCountMax * sizeof(uint64_t);
}

}  // namespace

std::unique_ptr<Segment> Segment::Create(const std::string& name, uint32_t device_count,
                                         uint64_t media_full_at) {
  if (device_count == 0 || device_count > vdi::kDeviceCountMax) {
    errno = EINVAL;
    return nullptr;
  }
  std::unique_ptr<Segment> segment(new Segment());
  segment->region_ = platform::ShmRegion::Create(BytesOf(device_count));
  if (!segment->region_.IsOpen()) {
    return nullptr;
  }
  segment->Locate(device_count);
  SegmentHeader* header = segment->header_;
  const platform::ProcessId self = platform::ThisProcess();
  header->magic = kSegmentMagic;
  header->version = kSegmentVersion;
  header->device_count = device_count;
  header->segment_bytes = BytesOf(device_count);
  header->media_full_at = media_full_at;
  header->primary_pid = self.pid;
  header->primary_start = self.start_time;
  for (uint32_t i = 0; i < device_count; ++i) {
    media::ResetProgress(&segment->devices_[i].progress[0]);
  }
  if (const int error = segment->region_.Publish(name); error != 0) {
    errno = error;
    return nullptr;
  }
  return segment;
}

std::unique_ptr<Segment> Segment::Open(const std::string& name) {
  std::unique_ptr<Segment> segment(new Segment());
  segment->region_ = platform::ShmRegion::Open(name, kSegmentHeaderBytes);
  if (!segment->region_.IsOpen()) {
    return nullptr;
  }
  const auto* header = reinterpret_cast<const SegmentHeader*>(segment->region_.data());
  const uint32_t count = header->device_count;
  if (header->magic != kSegmentMagic || header->version != kSegmentVersion || count == 0 ||
      count > vdi::kDeviceCountMax || header->segment_bytes != BytesOf(count) ||
      segment->region_.bytes() < BytesOf(count)) {
    errno = EINVAL;
    return nullptr;
  }
  segment->Locate(count);
  return segment;
}

Segment::~Segment() {
  // Only the one that published it removes the name.
  region_.Unlink();
}

void Segment::Locate(uint32_t device_count) {
  header_ = reinterpret_cast<SegmentHeader*>(region_.data());
  devices_ = reinterpret_cast<DeviceChannel*>(region_.data() + kSegmentHeaderBytes);
  chunks_ = reinterpret_cast<uint64_t*>(region_.data() + ChunksAt(device_count));
}

}  // namespace handoff::broker
